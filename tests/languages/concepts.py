"""The fixture's concepts as entries of the glossary."""

from __future__ import annotations

from revcompass.catalogue import METRICS
from revcompass.words.glossary import TERMS

_NAMED_OTHERWISE = {
    "stage_conversion_rate": "stage_conversion",
    "mql": "mqls",
    "sales_qualified_lead": "sales_qualified_leads",
    "sales_marketing_spend": "acquisition_spend",
    "promoter": "promoters",
    "passive": "passives",
    "detractor": "detractors",
}


def entry_of(concept: str) -> str:
    """The id of the entry that explains a concept: the metric's where there is one."""
    return _NAMED_OTHERWISE.get(concept, concept)


def entry_name(concept: str) -> str:
    """The English term of that entry."""
    found = entry_of(concept)
    return METRICS[found].name if found in METRICS else TERMS[found].name
