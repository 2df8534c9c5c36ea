"""Every command in its usual forms, as the language tests run them over an invented desk."""

from __future__ import annotations

from revcompass.cli.commands import COMMANDS

ANSWERS: tuple[tuple[str, ...], ...] = (
    ("--help",),
    *((command, "--help") for command in COMMANDS),
    ("show", "win_rate"),
    ("show", "mrr", "--by", "segment"),
    ("show", "mrr", "--by", "segment", "--period", "2026-09"),
    ("show", "most_important", "kpis"),
    ("trace", "mrr", "--period", "2026-09"),
    ("explain", "win_rate"),
    ("explain", "net_revenue_retention"),
    ("explain", "clv_cac_ratio"),
    ("status",),
    ("problems",),
    ("glossary",),
    ("glossary", "churn"),
    ("glossary", "win rate"),
    ("glossary", "movement"),
    ("glossary", "cac_lag"),
)
"""Command lines that succeed."""

MISTAKES: tuple[tuple[str, ...], ...] = (
    ("shwo",),
    ("show",),
    ("show", "mrr", "--grain", "moon"),
    ("show", "mrr", "--bogus"),
    ("show", "mrr", "--period", "soon"),
    ("trace", "mrr"),
    ("explain", "mmr"),
    ("glossary", "zzzzzz"),
    ("status", "here", "there"),
)
"""Command lines that a person may type by mistake."""
