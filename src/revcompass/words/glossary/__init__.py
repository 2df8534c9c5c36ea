"""The words the product uses beside its metrics: what each means, and what else it is called.

Metrics explain themselves in the catalogue; here stands what is not a metric, by theme, and the
words of six languages by which people look for either. `glossary/` puts both together.
"""

from __future__ import annotations

from collections.abc import Mapping

from revcompass.words.glossary.consumers import IN_B2C
from revcompass.words.glossary.customers import CUSTOMERS
from revcompass.words.glossary.measuring import MEASURING
from revcompass.words.glossary.money import MONEY
from revcompass.words.glossary.policies import POLICY_TERMS
from revcompass.words.glossary.records import RECORDS
from revcompass.words.glossary.results import RESULTS
from revcompass.words.glossary.sales import SALES
from revcompass.words.glossary.term import Term, Theme
from revcompass.words.glossary.time import TIME

TERMS: Mapping[str, Term] = {
    term.id: term
    for term in (
        *(*CUSTOMERS, *MONEY, *SALES, *MEASURING, *TIME, *RESULTS, *RECORDS),
        *POLICY_TERMS,
    )
}
"""Every term by its id."""

__all__ = ["IN_B2C", "TERMS", "Term", "Theme"]
