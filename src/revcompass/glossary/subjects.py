"""What there is to explain: metrics and terms under one list of ids, and how they hang together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from revcompass.catalogue import METRICS
from revcompass.domain.formula import Combination, SumOf
from revcompass.domain.ledgers import LEDGERS
from revcompass.domain.metric import Metric
from revcompass.domain.policy import PolicySet
from revcompass.domain.records import TABLES
from revcompass.words.glossary import TERMS, Term
from revcompass.words.glossary.term import THEMES

Subject = Metric | Term


@cache
def subjects() -> Mapping[str, Subject]:
    """Every entry's subject by its id, in the order of the glossary: by theme, metrics first.

    >>> subjects()["mrr"].name
    'Monthly recurring revenue'
    """
    found: dict[str, Subject] = {**TERMS, **METRICS}
    metrics_first = sorted(found.values(), key=lambda one: isinstance(one, Term))
    return {one.id: one for theme in THEMES for one in metrics_first if theme_of(one) == theme}


def theme_of(subject: Subject) -> str:
    """The part of the glossary it stands in."""
    return (subject.theme if isinstance(subject, Term) else subject.group).value


@cache
def relations() -> Mapping[str, tuple[str, ...]]:
    """What to read next, by id. What one entry says of another, the other says of it.

    >>> "mrr" in relations()["subscription"], "subscription" in relations()["mrr"]
    (True, True)
    """
    known = subjects()
    near: dict[str, dict[str, None]] = {name: {} for name in known}
    for name, subject in known.items():
        near[name].update(dict.fromkeys(other for other in subject.related if other in known))
    for name in known:
        for other in tuple(near[name]):
            near[other].setdefault(name)
    return {name: tuple(others) for name, others in near.items()}


@cache
def columns_of() -> Mapping[str, tuple[str, ...]]:
    """Record and ledger columns (`table.column`) that each entry explains, by its id."""
    stated = {
        term.id: tuple(name for name in term.covers if not name.startswith("labels."))
        for term in TERMS.values()
    }
    taken = {name for names in stated.values() for name in names}
    for metric in METRICS.values():
        own = (name for name in _alone(metric) if name not in taken)
        stated[metric.id] = stated.get(metric.id, ()) + tuple(own)
    return stated


def _alone(metric: Metric) -> Iterator[str]:
    """The ledger column a metric is nothing but the sum of."""
    match metric.expression(PolicySet()):
        case Combination(((1, SumOf(column, 0)),)):
            yield f"{column.ledger}.{column.name}"


def choices_of(columns: Iterable[str]) -> Iterator[str]:
    """The codes that record columns (`table.column`) may hold.

    >>> list(choices_of(["accounts.business_model", "movements.churn"]))
    ['b2b', 'b2c']
    """
    for name in columns:
        table, _, column = name.partition(".")
        found = TABLES[table].column(column) if table in TABLES else None
        yield from found.choices if found else ()


def words_of_column(name: str) -> str:
    """What a ledger column is called in formulas; a record column has its name only."""
    table, _, column = name.partition(".")
    ledger = LEDGERS.get(table)
    found = ledger.columns().get(column) if ledger else None
    return found.words if found else ""
