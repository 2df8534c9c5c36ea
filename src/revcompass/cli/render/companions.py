"""The forms shown beside a number, each in its own unit."""

from __future__ import annotations

from revcompass.catalogue import METRICS
from revcompass.catalogue.companions import COMPANIONS
from revcompass.cli.render.view import View
from revcompass.domain.formula import (
    ColumnKind,
    Combination,
    Expression,
    MeanScore,
    Median,
    MetricValue,
    Quotient,
    Style,
    Times,
)
from revcompass.domain.metric import Metric, Unit
from revcompass.domain.question import MetricResult, Row
from revcompass.words.labels import UNDEFINED, label

_KINDS = {
    ColumnKind.RECURRING: Unit.MONEY,
    ColumnKind.AMOUNT: Unit.MONEY,
    ColumnKind.COUNT: Unit.COUNT,
    ColumnKind.DAYS: Unit.DAYS,
}
_STYLES = {Style.SHARE: Unit.SHARE, Style.POINTS: Unit.POINTS, Style.RATIO: Unit.RATIO}


def companions_line(view: View, metric: Metric, result: MetricResult, row: Row) -> str:
    """`median €900 · won deals 12`, or an empty text."""
    made = metric.companions(result.policies)
    shown = []
    for name, value in row.companions:
        unit = unit_of(made[name], metric.unit) if name in made else metric.unit
        if value.number is None:
            text = view.words.ui(label(UNDEFINED, value.undefined or "no_data"))
        else:
            text = view.write.value(value.number, unit, row.currency or result.currency)
        shown.append(f"{companion_name(view, name)} {text}")
    return " · ".join(shown)


def companion_name(view: View, name: str) -> str:
    """A companion's name in words."""
    return view.words.glossary(COMPANIONS.get(name) or name.replace("_", " "))


def unit_of(expression: Expression, default: Unit) -> Unit:
    """The unit an expression's value has.

    >>> from revcompass.domain.ledgers import Deals
    >>> unit_of(Deals.won_amount.median(), Unit.SHARE)
    <Unit.MONEY: 'money'>
    """
    match expression:
        case Combination():
            return _KINDS[expression.kind]
        case Median(column):
            return _KINDS[column.kind]
        case Quotient(inner, _, Style.PER) | Times(inner, _):
            return unit_of(inner, default)
        case MetricValue(metric):
            return METRICS[metric].unit
        case Quotient(_, _, style):
            return _STYLES[style]
    return Unit.SCORE if isinstance(expression, MeanScore) else default
