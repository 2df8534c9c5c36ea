"""How long it takes and how much memory, beside a peer and a floor of the same run."""
