"""Sources: from a person's files to canonical tables, every record accounted for."""
