"""Files become tables of text: every physical line landed, rejected with a reason, or blank."""

from revcompass.sources.reading.format import Format, Landed, Rejected
from revcompass.sources.reading.guess import PATTERNS, ColumnProposal, Content
from revcompass.sources.reading.land import land
from revcompass.sources.reading.propose import Proposal, propose

__all__ = [
    "PATTERNS",
    "ColumnProposal",
    "Content",
    "Format",
    "Landed",
    "Proposal",
    "Rejected",
    "land",
    "propose",
]
