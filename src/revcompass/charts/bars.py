"""One period's slices as lying bars, longest first or in the order given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from revcompass.charts import labels
from revcompass.charts.look import COLOURS, Look, Spec, drawable
from revcompass.charts.ticks import Scale, scale_of
from revcompass.domain.metric import Metric


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its value, where it leads, and a mark at the overall value."""

    name: str
    value: Fraction
    href: str = ""


def bars(
    made: Sequence[Bar], metric: Metric, currency: str | None, look: Look
) -> tuple[Spec, Scale]:
    """The specification, and the value axis, which always holds zero."""
    made = list(_told_apart(made))
    scale = scale_of([bar.value for bar in made], from_zero=True)
    values = [
        {
            "k": bar.name,
            "v": labels.number(bar.value),
            "l": look.text(labels.short(look.write, bar.value, metric, currency)),
            "say": look.write.words.ui(
                "{name}: {value}",
                name=bar.name,
                value=labels.whole(look.write, bar.value, metric, currency),
            ),
            **({"href": bar.href} if bar.href else {}),
        }
        for bar in made
    ]
    side = "right" if look.reversed else "left"
    names = {
        "field": "k",
        "type": "ordinal",
        "sort": None,
        "scale": {"paddingInner": 0.3},
        "axis": look.axis(
            grid=False,
            orient=side,
            labelColor=COLOURS["ink"],
            labelLimit=look.width // 3,
            labelExpr=look.labelled({bar.name: look.text(bar.name) for bar in made}),
        ),
    }
    value = {
        "field": "v",
        "type": "quantitative",
        "axis": None,
        "scale": {
            "domain": [labels.number(scale.low), labels.number(scale.high)],
            "reverse": look.reversed,
        },
    }
    drawn = {
        "mark": {"type": "bar", "cornerRadius": 2, "color": COLOURS["series"]},
        "encoding": {
            "y": names,
            "x": value,
            "href": {"field": "href"},
            "description": {"field": "say"},
        },
    }
    mark = {"type": "text", "fontWeight": 600, "aria": False, "dx": -6 if look.reversed else 6}
    figures = {
        "mark": mark | {"align": "right" if look.reversed else "left"},
        "encoding": {"y": names, "x": value, "text": {"field": "l"}},
    }
    return look.spec([drawn, figures], height=28 * max(len(made), 1), values=values), scale


def _told_apart(made: Sequence[Bar]) -> Iterator[Bar]:
    """Bars with names that can be drawn; those that became the same are numbered."""
    seen: Counter[str] = Counter()
    for bar in made:
        name = drawable(bar.name)
        seen[name] += 1
        yield replace(bar, name=name if seen[name] == 1 else f"{name} ({seen[name]})")
