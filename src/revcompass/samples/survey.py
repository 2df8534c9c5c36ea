"""What people say: staff every quarter, customers when asked how likely they recommend us."""

from datetime import date

from revcompass.samples.billing import Life
from revcompass.samples.days import AS_OF, MONTHS, later, month_start, some_time
from revcompass.samples.dice import Dice
from revcompass.samples.facts import remaining_use
from revcompass.samples.rows import AnswerRow, Sheets

TEAMS = (
    *("Engineering", "Sales", "Success", "Engineering", "Marketing", "Sales"),
    *("Engineering", "Success", "Sales", "Engineering", "Marketing"),
)
"""Whose turn it is when staff join: the teams grow side by side."""

TINY_TEAM = ("Finance", 3)
"""A team too small to be shown by itself."""

ASKED_OF_STAFF = "Employee pulse"
ASKED_OF_CUSTOMERS = "Customer recommendation"

CUSTOMERS_ASKED = 0.3
"""Share of the customers that answer in a quarter."""

BLANK = 0.02
"""Share of answers sent in without a score."""

_TIERS = {"promoter": (9, 10), "passive": (7, 8), "detractor": (0, 6)}


def write_staff_answers(accounts: int, seed: int, sheets: Sheets) -> None:
    """Every full quarter's employee survey; at least 30 people answer with a score."""
    for quarter in range(MONTHS // 3):
        dice = Dice(seed, "staff", quarter)
        asked_on = later(month_start(quarter * 3 + 2), 4)
        staff = 44 + 2 * quarter + accounts // 50
        tiny, size = TINY_TEAM
        for number in range(1, staff + 1):
            team = tiny if number <= size else TEAMS[number % len(TEAMS)]
            if not dice.chance(0.9):
                continue
            gain = 0.008 * quarter - (0.06 if team == "Sales" else 0.0)
            score = _score(0.33 + gain, 0.27 - gain, dice)
            blank = dice.chance(BLANK)
            sheets.answers.write(
                AnswerRow(
                    sheets.new_id("R"),
                    ASKED_OF_STAFF,
                    "employee",
                    f"staff-{number:04d}",
                    "",
                    team,
                    some_time(later(asked_on, dice.between(0, 11)), dice),
                    None if blank else score,
                    "0-10",
                )
            )


def write_customer_answers(life: Life, sheets: Sheets, dice: Dice) -> None:
    """One customer's answers: those about to leave seldom recommend."""
    account_id = life.account.account_id
    for quarter in range(MONTHS // 3 + 1):
        day = later(month_start(quarter * 3), dice.between(8, 70))
        if day > AS_OF or not dice.chance(CUSTOMERS_ASKED) or not _served(life, day):
            continue
        left = min(remaining_use(_days_left(term.ends_on, day)) for term in life.terms)
        content = 0.46 if life.account.channel == "referral" else 0.40
        score = _score(content * left, 0.18 + 0.5 * (1 - left), dice)
        sheets.answers.write(
            AnswerRow(
                sheets.new_id("R"),
                ASKED_OF_CUSTOMERS,
                "customer",
                f"{account_id}-U01",
                account_id,
                "",
                some_time(day, dice),
                None if dice.chance(BLANK) else score,
                "0-10",
            )
        )


def _score(promoters: float, detractors: float, dice: Dice) -> int:
    shares = {
        "promoter": promoters,
        "passive": 1 - promoters - detractors,
        "detractor": detractors,
    }
    low, high = _TIERS[dice.weighted(shares)]
    return max(dice.between(low, high), dice.between(low, high))


def _served(life: Life, day: date) -> bool:
    return any(
        term.starts_on <= day and (term.ends_on is None or day < term.ends_on)
        for term in life.terms
    )


def _days_left(end: date | None, day: date) -> int | None:
    return None if end is None or end <= day else (end - day).days
