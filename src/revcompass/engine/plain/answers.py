"""Answers: promoters, passives and detractors, by the scale each row states."""

from __future__ import annotations

from datetime import date

from revcompass.domain.ledgers import Answers
from revcompass.domain.period import Period
from revcompass.domain.policy import PolicySet
from revcompass.engine.plain.company import Company, Record, closing_day, day, optional_text, whole
from revcompass.engine.plain.slices import slicer
from revcompass.engine.plain.sums import Sums, Table

_AGREE = {
    "strongly_agree": "promoters",
    "agree": "promoters",
    "neutral": "passives",
    "disagree": "detractors",
    "strongly_disagree": "detractors",
}
_TEN = {score: "promoters" if score > 8 else "passives" for score in range(7, 11)}
_TEN |= dict.fromkeys(range(7), "detractors")
_FIVE = {5: "promoters", 4: "passives", 3: "detractors", 2: "detractors", 1: "detractors"}


def build(
    company: Company,
    period: Period,
    policies: PolicySet,  # noqa: ARG001 - no policy changes answers; all builders are called alike
    by: tuple[str, ...],
    cut: date,
) -> Table:
    """The ledger of one period."""
    sums = Sums(Answers)
    slice_of = slicer(company, "answers", by)
    for row in company.rows("answers"):
        answered, audience = day(row, "answered_at"), optional_text(row, "audience")
        class_ = answer_class(company, row)
        if answered is None or not period.start <= answered <= closing_day(period, cut):
            continue
        if class_ is not None and audience is not None:
            sums.add(slice_of(row), **{f"{audience}_answers": 1, f"{audience}_{class_}": 1})
    return sums.table()


def answer_class(company: Company, row: Record) -> str | None:
    """promoters, passives or detractors; `None` for a blank, or one no scale can read."""
    answer, score = optional_text(row, "answer"), whole(row, "score")
    match _scale(company, row):
        case "agree":
            return _AGREE.get(answer or "")
        case "0-10":
            return _TEN.get(-1 if score is None else score)
        case "1-5":
            return _FIVE.get(-1 if score is None else score)
    return None


def _scale(company: Company, row: Record) -> str | None:
    """As the row states it; else told from what the survey's other such rows hold."""
    stated = optional_text(row, "scale")
    if stated is not None:
        return stated
    if row.get("answer") is not None:
        return "agree"
    alike = [r for r in company.rows("answers") if r["survey"] == row["survey"]]
    survey = [whole(r, "score") for r in alike if r.get("scale") is None]
    return "0-10" if any(s is not None and (s == 0 or s > 5) for s in survey) else None
