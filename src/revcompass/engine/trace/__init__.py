"""The records behind a sum: which row adds how much, so that the parts add up to it exactly."""

from revcompass.engine.trace.flows import median_parts
from revcompass.engine.trace.parts import Part
from revcompass.engine.trace.places import Place, described, placed
from revcompass.engine.trace.rows import row_parts
from revcompass.engine.trace.scores import score_parts
from revcompass.engine.trace.sums import TABLE_OF, sum_parts

__all__ = [
    "TABLE_OF",
    "Part",
    "Place",
    "described",
    "median_parts",
    "placed",
    "row_parts",
    "score_parts",
    "sum_parts",
]
