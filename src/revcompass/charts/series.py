"""A metric over time: a line, its points, its interval, its target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from revcompass.charts import labels
from revcompass.charts.look import COLOURS, Look, Spec
from revcompass.charts.ticks import Scale, scale_of
from revcompass.domain.metric import Metric
from revcompass.domain.question import MetricResult, Row

HrefOf = Callable[[Row], str]

_LABELS = {"narrow": 4, "wide": 7, "full": 13}


@dataclass(frozen=True, slots=True)
class Subject:
    """What is drawn: a metric, its answer without slices, and where a mark leads."""

    metric: Metric
    result: MetricResult
    href: HrefOf


def series(subject: Subject, look: Look) -> tuple[Spec, Scale]:
    """The specification, and the value axis it was drawn on."""
    rows = subject.result.rows
    scale = scale_of(_extent(rows), from_zero=look.from_zero)
    values = [_datum(subject, look, row) for row in rows]
    full = [v for v in values if v["v"] is not None and not v["d"]]
    for value in full[-1:]:
        value["last"] = True
        value["under"] = _has_target_above(value, scale)
    layers = [*_band(rows), *_targets(rows, look), *_lines(rows), _points(), *_last_label()]
    for layer in layers:
        layer["encoding"] = {"x": _time(rows, look), **layer["encoding"]}
        layer["encoding"]["y"] = _value_axis(subject, look, scale, layer["encoding"].get("y"))
    height = 180 if look.narrow else 240 if look.size == "wide" else 300
    return look.spec([*layers, *look.cut(scale, height)], height=height, values=values), scale


def _datum(subject: Subject, look: Look, row: Row) -> Spec:
    metric, currency = subject.metric, row.currency or subject.result.currency
    period = look.write.period(row.period)
    value = row.value.number
    datum: Spec = {"p": row.period.start.isoformat(), "d": is_open(row)}
    if value is None:
        return datum | {"v": None}
    said = look.write.words.ui(
        "{period}: {value}",
        period=period,
        value=labels.whole(look.write, value, metric, currency),
    )
    datum |= {"v": labels.number(value), "say": said, "href": subject.href(row)}
    datum["l"] = look.text(labels.short(look.write, value, metric, currency))
    if row.interval:
        datum |= {"lo": float(row.interval.low), "hi": float(row.interval.high)}
    if row.target:
        datum["t"] = labels.number(row.target.value)
    return datum


def is_open(row: Row) -> bool:
    """Whether its number may still change: the period runs, or its cohort has not settled."""
    return row.to_date or "immature" in row.flags


def _extent(rows: Sequence[Row]) -> list[Fraction]:
    """Everything that must lie on the axis."""
    found = [row.value.number for row in rows if row.value.number is not None]
    found += [row.target.value for row in rows if row.target]
    for row in rows:
        if row.interval and row.value.number is not None:
            found += [Fraction(row.interval.low), Fraction(row.interval.high)]
    return found


def _time(rows: Sequence[Row], look: Look) -> Spec:
    every = max(1, -(-len(rows) // _LABELS[look.size]))
    kept = rows[::-1][::every][::-1]
    said = {
        row.period.start.isoformat(): look.text(look.write.period_short(row.period)) for row in kept
    }
    axis = look.axis(
        grid=False,
        values=list(said),
        labelExpr=look.labelled(said),
        labelAngle=0,
        labelOverlap=False,
    )
    return {
        "field": "p",
        "type": "ordinal",
        "sort": None,
        "scale": {"reverse": look.reversed, "padding": 0.4},
        "axis": axis,
    }


def _value_axis(subject: Subject, look: Look, scale: Scale, own: Spec | None) -> Spec:
    said = labels.ticks(look.write, scale.ticks, subject.metric, subject.result.currency)
    said = {value: look.text(text) for value, text in said.items()}
    axis = look.axis(
        values=[labels.number(tick) for tick in scale.ticks],
        labelExpr=look.labelled(said),
        orient="right" if look.reversed else "left",
    )
    domain = [labels.number(scale.low), labels.number(scale.high)]
    field = own or {"field": "v"}
    return {**field, "type": "quantitative", "scale": {"domain": domain}, "axis": axis}


def _lines(rows: Sequence[Row]) -> list[Spec]:
    """Settled periods in one stroke, the way to those that may still change dashed."""
    stroke = {"type": "line", "color": COLOURS["series"], "strokeWidth": 2, "aria": False}
    full = {"mark": stroke, "transform": [{"filter": "!datum.d"}], "encoding": {}}
    first_open = next((i for i, row in enumerate(rows) if is_open(row)), None)
    if first_open is None or len(rows) < 2:
        return [full]
    last = {row.period.start.isoformat() for row in rows[max(first_open - 1, 0) :]}
    within = {"filter": {"field": "p", "oneOf": sorted(last)}}
    return [full, {"mark": stroke | {"strokeDash": [4, 4]}, "transform": [within], "encoding": {}}]


def _points() -> Spec:
    hollow = {
        "condition": {"test": "datum.d", "value": COLOURS["paper"]},
        "value": COLOURS["series"],
    }
    return {
        "mark": {"type": "point", "filled": True, "size": 46, "opacity": 1, "strokeWidth": 2},
        "transform": [{"filter": "isValid(datum.v)"}],
        "encoding": {
            "fill": hollow,
            "stroke": {"value": COLOURS["series"]},
            "href": {"field": "href"},
            "description": {"field": "say"},
        },
    }


def _last_label() -> list[Spec]:
    """The last full value in figures by its point, cut free from what lies below."""
    mark: Spec = {"type": "text", "fontWeight": 600, "aria": False}
    halo = {"stroke": COLOURS["paper"], "strokeWidth": 4, "strokeJoin": "round"}
    return [
        {
            "mark": mark | more | {"dy": dy},
            "transform": [{"filter": f"datum.last && {under}datum.under"}],
            "encoding": {"text": {"field": "l"}},
        }
        for under, dy in (("!", -13), ("", 15))
        for more in (halo, {})
    ]


def _has_target_above(datum: Spec, scale: Scale) -> bool:
    """Whether a target's line stands where the figures would."""
    room = (scale.high - scale.low) / 8
    return "t" in datum and 0 <= datum["t"] - datum["v"] < room


def _band(rows: Sequence[Row]) -> list[Spec]:
    if not any(row.interval for row in rows):
        return []
    return [
        {
            "mark": {"type": "area", "color": COLOURS["band"], "aria": False},
            "transform": [{"filter": "isValid(datum.lo) && !datum.d"}],
            "encoding": {"y": {"field": "lo"}, "y2": {"field": "hi"}},
        }
    ]


def _targets(rows: Sequence[Row], look: Look) -> list[Spec]:
    """A short line across each period that has a target."""
    if not any(row.target for row in rows):
        return []
    mark = {
        "type": "tick",
        "color": COLOURS["target"],
        "opacity": 1,
        "thickness": 2,
        "size": round(look.width * 0.5 / len(rows), 1),
        "aria": False,
    }
    within = [{"filter": "isValid(datum.t)"}]
    return [{"mark": mark, "transform": within, "encoding": {"y": {"field": "t"}}}]
