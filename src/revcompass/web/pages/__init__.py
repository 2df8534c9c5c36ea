"""One file for each page: from the desk's answers to what its template lays out."""
