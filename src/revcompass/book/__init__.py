"""The book: its settings, its immutable snapshots and the landed copies they were made from."""
