"""The desk: the one service that answers questions. Every face asks here and nowhere below.

A load (`desk.loading`) is imported apart, for it needs all that reads files.
"""

from revcompass.desk.answers import LoadReport
from revcompass.desk.desk import Desk

__all__ = ["Desk", "LoadReport"]
