"""revcompass: every B2B sales metric, exact, with its definition and the records behind it."""

__version__ = "0.1.0"
