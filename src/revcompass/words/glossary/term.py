"""What the glossary says of a word that is not a metric."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from revcompass.domain.words import N_


class Theme(StrEnum):
    """The parts of the glossary. The first three are the groups of the metrics."""

    REVENUE = "revenue"
    HEALTH = "health"
    EFFICIENCY = "efficiency"
    MEASURING = "measuring"
    TIME = "time"
    RESULTS = "results"
    RECORDS = "records"
    LEDGERS = "ledgers"
    POLICIES = "policies"


@dataclass(frozen=True, slots=True)
class Term:
    """One concept. Its texts are marked messages of the glossary domain.

    `covers` lists what the product shows under this concept: record columns and ledger columns as
    `table.column`, and labels as `labels.code`. `related` names terms, metrics and policies; the
    relation holds both ways. `reviews` are the codes of the reviews it belongs to.
    """

    id: str
    name: str
    means: str
    theme: Theme = Theme.MEASURING
    why: str = ""
    beware: str = ""
    abbreviation: str | None = None
    related: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    reviews: tuple[str, ...] = ()


THEMES: Mapping[Theme, str] = {
    Theme.REVENUE: N_("Revenue"),
    Theme.HEALTH: N_("Customer health"),
    Theme.EFFICIENCY: N_("Operational efficiency"),
    Theme.MEASURING: N_("Measuring and judging"),
    Theme.TIME: N_("Time"),
    Theme.RESULTS: N_("Beside a number"),
    Theme.RECORDS: N_("Records"),
    Theme.LEDGERS: N_("Ledgers"),
    Theme.POLICIES: N_("Policies"),
}
"""What the parts are called, in the order they are shown."""
