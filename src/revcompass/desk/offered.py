"""What a metric can be broken down by."""

from __future__ import annotations

from revcompass import catalogue
from revcompass.desk.reader import MetricReader, ledger_of
from revcompass.domain.metric import Metric
from revcompass.domain.policy import PolicySet


def offered_slices(reader: MetricReader, metric: Metric) -> tuple[str, ...]:
    """The slices a metric is offered by: those with few enough values in all its ledgers."""
    whole = (metric, *catalogue.components(metric, PolicySet()))
    parts = [part for part in whole if not part.is_composite]
    names = dict.fromkeys(
        name for part in parts for name in reader.tables.kept.slices(ledger_of(part))
    )
    return tuple(
        name
        for name in names
        if all(reader.slices(part, metric, [name]) is not None for part in parts)
    )
