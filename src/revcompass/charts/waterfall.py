"""From an opening to a closing amount: what was added, what was taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from revcompass.charts import labels
from revcompass.charts.look import COLOURS, Look, Spec
from revcompass.charts.ticks import Scale, scale_of
from revcompass.domain.metric import Metric


@dataclass(frozen=True, slots=True)
class Step:
    """One bar: an amount that is added, taken away (`change`), or stood at (a total)."""

    name: str
    amount: Fraction
    is_total: bool
    href: str = ""


def waterfall(
    steps: Sequence[Step], metric: Metric, currency: str, look: Look
) -> tuple[Spec, Scale]:
    """The specification, and the value axis; narrow, the bars lie on their side."""
    placed = _placed(steps)
    edges = [edge for low, high in placed for edge in (low, high)]
    totals = [step.amount for step in steps if step.is_total]
    between = [edge for edge in edges if edge or not all(totals)]
    scale = scale_of(between, from_zero=look.from_zero)
    values = [
        _datum(step, currency, look)
        | {"lo": labels.number(max(low, scale.low)), "hi": labels.number(high)}
        for step, (low, high) in zip(steps, placed, strict=True)
    ]
    names: Spec = {"field": "k", "type": "ordinal", "sort": None}
    value: Spec = {
        "type": "quantitative",
        "scale": {"domain": [labels.number(scale.low), labels.number(scale.high)]},
    }
    lying = look.narrow
    names_axis, value_axis = _axes(steps, metric, currency, look, scale)
    along, across = ("y", "x") if lying else ("x", "y")
    names["scale"] = {"reverse": look.reversed and not lying, "paddingInner": 0.28}
    value["scale"] |= {"reverse": look.reversed and lying}
    bars = {
        "mark": {"type": "bar", "cornerRadius": 2},
        "encoding": {
            along: names | {"axis": names_axis},
            across: value | {"field": "lo", "axis": value_axis},
            f"{across}2": {"field": "hi"},
            "fill": {"field": "c", "type": "nominal", "scale": None},
            "href": {"field": "href"},
            "description": {"field": "say"},
        },
    }
    height = 30 * len(steps) if lying else 240
    layers = [bars, _figures(names, value, look), *look.cut(scale, height)]
    return look.spec(layers, height=height, values=values), scale


def _placed(steps: Sequence[Step]) -> list[tuple[Fraction, Fraction]]:
    """Where each bar begins and ends."""
    found, level = [], Fraction(0)
    for step in steps:
        before = Fraction(0) if step.is_total else level
        level = step.amount if step.is_total else level + step.amount
        found.append((min(before, level), max(before, level)))
    return found


def _datum(step: Step, currency: str, look: Look) -> Spec:
    write, signed = look.write, not step.is_total
    colour = "series" if step.is_total else "good" if step.amount >= 0 else "bad"
    datum: Spec = {
        "k": step.name,
        "c": COLOURS[colour],
        "l": look.text(write.money(step.amount, currency, compact=True, signed=signed)),
        "say": write.words.ui(
            "{name}: {value}",
            name=step.name,
            value=write.money(step.amount, currency, signed=signed),
        ),
    }
    return datum | ({"href": step.href} if step.href else {})


def _figures(names: Spec, value: Spec, look: Look) -> Spec:
    """The amounts: above upright bars, behind lying ones."""
    lying = look.narrow
    mark = {"type": "text", "fontWeight": 600, "aria": False}
    side = (
        {"align": "right" if look.reversed else "left", "dx": -5 if look.reversed else 5}
        if lying
        else {"dy": -8}
    )
    along, across = ("y", "x") if lying else ("x", "y")
    encoding = {
        along: names,
        across: value | {"field": "hi"},
        "text": {"field": "l"},
    }
    return {"mark": mark | side, "encoding": encoding}


def _axes(
    steps: Sequence[Step], metric: Metric, currency: str, look: Look, scale: Scale
) -> tuple[Spec, Spec]:
    lying, listed = look.narrow, [step.name for step in steps]
    texts = [look.text(name) for name in listed] if lying else look.side_by_side(listed)
    said = dict(zip(listed, texts, strict=True))
    side = "right" if look.reversed else "left"
    names = look.axis(
        grid=False,
        labelExpr=look.labelled(said),
        labelAngle=0,
        labelColor=COLOURS["ink"],
        labelLimit=look.width // 3 if lying else 2 * look.width // len(steps) - 8,
        **({"orient": side} if lying else {}),
    )
    ticks = labels.ticks(look.write, scale.ticks, metric, currency)
    value = look.axis(
        values=[labels.number(tick) for tick in scale.ticks],
        labelExpr=look.labelled({tick: look.text(text) for tick, text in ticks.items()}),
        **({"labels": False} if lying else {"orient": side}),
    )
    return names, value
