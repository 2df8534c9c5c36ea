"""The clock. Nothing a load stores depends on it but the day it is given."""

from __future__ import annotations

from datetime import date, datetime


def today() -> date:
    """The day on this machine's clock; the only place where it is read."""
    return datetime.now().astimezone().date()
