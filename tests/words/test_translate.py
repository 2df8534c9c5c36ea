"""Words come from the catalogues, and from English where there is none."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from revcompass.domain.problem import Problem, Where
from revcompass.words.labels import FLAGS, label
from revcompass.words.languages import available, is_right_to_left
from revcompass.words.translate import Translator


@pytest.fixture
def german(tmp_path: Path) -> Translator:
    catalogues: dict[str, dict[str | tuple[str, str], str | tuple[str, str]]] = {
        "ui": {("{count} day", "{count} days"): ("{count} Tag", "{count} Tage")},
        "glossary": {"Win rate": "Gewinnquote"},
        "problems": {"“{text}” is not a period.": "„{text}“ ist kein Zeitraum."},
    }
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    for domain, messages in catalogues.items():
        catalogue = Catalog(locale="de")
        for message, translation in messages.items():
            catalogue.add(message, translation)
        made = BytesIO()
        write_mo(made, catalogue)
        (folder / f"{domain}.mo").write_bytes(made.getvalue())
    return Translator("de", tmp_path)


def test_three_domains(german: Translator) -> None:
    assert german.ngettext("{count} day", "{count} days", 1) == "1 Tag"
    assert german.ngettext("{count} day", "{count} days", 2, count="zwei") == "zwei Tage"
    assert german.glossary("Win rate") == "Gewinnquote"
    assert german.problem("bad_period", {"text": "x"})[0] == "„x“ ist kein Zeitraum."


def test_what_is_not_translated_stays_english(german: Translator) -> None:
    assert german.ui("better") == "better"
    assert german.problem("bad_period", {"text": "x"})[1].startswith("Write 2026")
    assert Translator("tlh").ui("better") == "better"
    assert german.ui("") == german.glossary("") == ""


def test_placeholders() -> None:
    say = Translator().ui
    assert say("{a} {b} {c}", a=[1, 2], b=None) == "1, 2 – –"
    assert say("{name}", name="{other}") == "{other}"


def test_a_problem_knows_its_place_and_suggests() -> None:
    problem = Problem("unknown_policy", {"name": "weak", "did_you_mean": "week"}, Where("a.csv", 3))
    message, next_step = Translator().problem_of(problem)
    assert message == "There is no policy “weak”."
    assert next_step.startswith("Did you mean week? List the policies")


def test_a_reason_code_is_said_in_words() -> None:
    message, _ = Translator().problem("nothing_to_trace", {"metric": "cac", "reason": "no_data"})
    assert message.endswith("behind cac: no records in this period.")


def test_what_a_setting_should_be_is_said_in_words() -> None:
    params = {"key": "as_of", "section": "book", "value": "x", "expected": "date like 2026-09-30"}
    assert Translator("de").problem("bad_setting", params)[0].endswith("Datum wie 2026-09-30.")
    params["expected"] = "text"
    message, _ = Translator("fr").problem("bad_setting", {**params, "key": "text"})
    assert message.startswith("«\u00a0text\u00a0»")
    assert message.endswith("texte.")


@pytest.mark.parametrize(
    ("language", "day", "amount"),
    [
        ("en", "Jan 12, 2023", "1,234,567.8"),
        ("fr", "12 janv. 2023", "1\u202f234\u202f567,8"),
        ("it", "12 gen 2023", "1.234.567,8"),
        ("ms", "12 Jan 2023", "1,234,567.8"),
        ("ar", "12\u200f/01\u200f/2023", "1,234,567.8"),
        ("de", "12.01.2023", "1.234.567,8"),
    ],
)
def test_days_and_numbers_in_problems_are_written_by_the_one_formatter(
    language: str, day: str, amount: str
) -> None:
    words, day_given = Translator(language), {"value": "2023-01-03", "other": "2023-01-12"}
    assert day in words.problem("closed_before_created", day_given)[0]
    rate = {"currency": "SEK", "reporting": "EUR", "accounts": 1234, "amount": "1234567.8"}
    message, _ = words.problem("missing_rate", rate)
    assert amount in message
    assert "1234" not in message


def test_what_is_no_day_or_number_stays_as_it_is() -> None:
    words = Translator("de", digits="latn")
    assert "12.x" in words.problem("closed_before_created", {"value": "12.x", "other": ""})[0]
    assert "–" in words.problem("too_many_columns", {})[0]


def test_what_is_to_be_typed_stays_as_it_is_typed() -> None:
    params = {"bound": "2026-05-02", "grain": "month", "before": "2026-05-01"}
    assert "2026-05-01" in Translator("de").problem("off_grain", params)[1]


def test_choices_are_listed_with_the_comma_of_the_language() -> None:
    params = {"option": "--grain", "value": "moon", "choices": ["day", "week"]}
    assert Translator("fr").problem("bad_choice", params)[1].endswith("day, week.")
    assert "\u2068day\u2069، \u2068week\u2069" in Translator("ar").problem("bad_choice", params)[1]


def test_names_are_isolated_in_right_to_left_text(tmp_path: Path) -> None:
    words = Translator("ar", tmp_path)
    assert words.ui("{name}: {n}", name="Acme Inc.", n=3) == "\u2068Acme Inc.\u2069: 3"
    assert is_right_to_left("ar-SA")
    assert not is_right_to_left("en")


def test_labels_and_languages() -> None:
    assert "en" in available()
    assert label(FLAGS, "to_date") == FLAGS["to_date"]
    assert label(FLAGS, "new_flag") == "new flag"
