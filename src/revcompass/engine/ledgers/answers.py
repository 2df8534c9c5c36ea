"""Answers: promoters, passives and detractors by the scale of each row. Rules: docs/ledgers.md."""

from __future__ import annotations

from datetime import date

from revcompass.engine.sql import Step, day

_CLASSES = ("promoter", "passive", "detractor")


def entry_steps(cut: date) -> list[Step]:
    """The steps that end in `entries`: one row per answer that falls into a class."""
    return [
        Step("scaled", _scaled()),
        Step("classed", _classed()),
        Step("entries", _entries(cut)),
    ]


def _scaled() -> str:
    """The row's scale as stated; where none is, only what the survey's own scores prove."""
    return """
    SELECT a.*, i.account, coalesce(a.scale,
        CASE WHEN a.answer IS NOT NULL THEN 'agree'
            WHEN w.is_wide THEN '0-10' END) AS read_as
    FROM answers a
    JOIN (
        SELECT survey,
            max(CASE WHEN scale IS NULL AND (score = 0 OR score > 5) THEN 1 ELSE 0 END) = 1
                AS is_wide
        FROM answers GROUP BY survey
    ) w ON w.survey = a.survey
    LEFT JOIN account_ids i ON i.account_id = a.account_id"""


def _classed() -> str:
    return """
    SELECT s.*, CASE s.read_as
        WHEN 'agree' THEN CASE WHEN s.answer IN ('strongly_agree', 'agree') THEN 'promoter'
            WHEN s.answer = 'neutral' THEN 'passive'
            WHEN s.answer IN ('disagree', 'strongly_disagree') THEN 'detractor' END
        WHEN '0-10' THEN CASE WHEN s.score BETWEEN 9 AND 10 THEN 'promoter'
            WHEN s.score BETWEEN 7 AND 8 THEN 'passive'
            WHEN s.score BETWEEN 0 AND 6 THEN 'detractor' END
        WHEN '1-5' THEN CASE WHEN s.score = 5 THEN 'promoter' WHEN s.score = 4 THEN 'passive'
            WHEN s.score BETWEEN 1 AND 3 THEN 'detractor' END
        END AS class
    FROM scaled s"""


def _entries(cut: date) -> str:
    columns = []
    for audience in ("employee", "customer"):
        mine = f"c.audience = '{audience}'"
        columns.append(f"CASE WHEN {mine} THEN 1 ELSE 0 END AS {audience}_answers")
        columns += [
            f"CASE WHEN {mine} AND c.class = '{one}' THEN 1 ELSE 0 END AS {audience}_{one}s"
            for one in _CLASSES
        ]
    return f"""
    SELECT c.*, c.answered_at AS day, {", ".join(columns)}, 0 AS unrated
    FROM classed c WHERE c.class IS NOT NULL AND c.audience IS NOT NULL
        AND c.answered_at <= {day(cut)}"""
