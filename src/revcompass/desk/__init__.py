"""The desk: the one service that answers questions. Every face asks here and nowhere below."""

from revcompass.desk.desk import Desk
from revcompass.desk.loading import LoadReport, load

__all__ = ["Desk", "LoadReport", "load"]
