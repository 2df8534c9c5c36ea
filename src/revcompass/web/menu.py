"""The menu, and what the languages call themselves."""

from __future__ import annotations

from revcompass.domain.words import N_

MENU: tuple[tuple[str, str, str], ...] = (
    ("overview", "/", N_("Overview")),
    ("revenue", "/revenue", N_("Revenue")),
    ("funnel", "/funnel", N_("Funnel")),
    ("leads", "/leads", N_("Leads and channels")),
    ("engagement", "/engagement", N_("Engagement")),
    ("survey", "/survey", N_("Survey")),
    ("glossary", "/glossary", N_("Glossary")),
    ("data", "/data", N_("Data")),
)
"""Entry, path, name."""

LANGUAGES: dict[str, str] = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "it": "Italiano",
    "ms": "Bahasa Melayu",
    "ar": "العربية",
}
