"""Right-to-left: marks, isolates, and a terminal whose columns hold whatever it does with bidi."""

from __future__ import annotations

from fractions import Fraction

import pytest
from bidi import get_display

from cli.fake import FakeDesk, Run, mrr_by_segment, win_rate
from revcompass.cli.render.terminal import as_text, line, table
from revcompass.words.direction import MARKS, has_right_to_left, left_to_right, own_text, placed
from revcompass.words.format import Formatter
from revcompass.words.languages import LANGUAGES, is_right_to_left
from revcompass.words.translate import Translator

RLI, LRI, FSI, PDI = "\u2067", "\u2066", "\u2068", "\u2069"


def bare(text: str) -> str:
    """The text without the characters that take no place."""
    return "".join(letter for letter in text if letter not in MARKS)


def seen(text: str, base: str) -> str:
    """A line as a terminal with bidi shows it, from left to right."""
    return bare(str(get_display(text, base_dir=base)))


def test_arabic_alone_is_right_to_left() -> None:
    assert [language for language in LANGUAGES if is_right_to_left(language)] == ["ar"]
    assert is_right_to_left("ar-EG")


def test_names_keep_their_own_direction() -> None:
    assert placed("Acme Inc.", right_to_left=True) == f"{FSI}Acme Inc.{PDI}"
    assert placed("شركة (ألف)", right_to_left=False) == f"{FSI}شركة (ألف){PDI}"
    assert placed("12.5", right_to_left=True) == "12.5"
    said = f"العميل {placed('Acme Inc.', right_to_left=True)}"
    assert seen(said, "R").startswith("Acme Inc.")
    assert seen("العميل Acme Inc.", "R").startswith(".Acme Inc")  # what would happen without


def test_a_day_of_the_records_keeps_its_order_after_arabic() -> None:
    said = f"أُغلقت {placed('2026-09-30', right_to_left=True)}"
    assert seen(said, "R").startswith("2026-09-30")
    assert seen("أُغلقت 2026-09-30", "R").startswith("30-09-2026")  # what would happen without


def test_our_own_text_has_the_direction_of_its_language_not_of_its_first_letter() -> None:
    assert own_text("MRR & ARR: قياس") == f"{RLI}MRR & ARR: قياس{PDI}"
    assert placed("MRR الجديد", right_to_left=True).startswith(RLI)
    assert seen(own_text("MRR الجديد"), "L").endswith("MRR")
    assert own_text("revcompass load") == left_to_right("revcompass load")


@pytest.mark.parametrize("base", ["L", "R"])
def test_signs_stay_with_their_numbers(base: str) -> None:
    write = Formatter("ar")
    assert "-12.5%" in seen(f"التغير {write.share(Fraction(-1, 8))}", base)
    assert "3:1" in seen(f"النسبة {write.ratio(Fraction(3), signed=False)}", base).replace(
        "3.0", "3"
    )


def test_placeholders_are_isolated_once() -> None:
    arabic = Translator("ar")
    assert arabic.listed(["leads", "spend"]) == f"{FSI}leads{PDI}، {FSI}spend{PDI}"
    assert Translator("de").listed(["leads", "spend"]) == "leads, spend"
    assert (arabic.arrow, Translator("de").arrow) == ("←", "→")


def _cells(shown: str) -> list[tuple[int, int]]:
    """Where the cells of a line stand: the outermost isolates, marks not counted."""
    cells, depth, place, start = [], 0, 0, 0
    for letter in shown:
        if letter in (RLI, LRI, FSI):
            start = start if depth else place
            depth += 1
        elif letter == PDI:
            depth -= 1
            if not depth:
                cells.append((start, place))
        elif letter not in MARKS:
            place += 1
    return cells


def columns_hold(text: str) -> None:
    """Each cell's letters stay in its place, whichever way the terminal takes the line."""
    for shown in text.splitlines():
        logical, cells = bare(shown), _cells(shown)
        loose = [c for n, c in enumerate(logical) if not any(a <= n < b for a, b in cells)]
        assert not has_right_to_left("".join(loose)), shown
        for base in ("L", None):
            visual = seen(shown, base) if base else bare(str(get_display(shown)))
            assert len(visual) == len(logical)
            for start, end in cells:
                assert sorted(_same(visual[start:end])) == sorted(_same(logical[start:end])), shown


def _same(text: str) -> str:
    """Mirrored brackets are the same brackets."""
    return text.translate(str.maketrans(")]}»", "([{«"))


def test_a_table_is_mirrored_and_its_columns_hold() -> None:
    grid = table()
    grid.add_column("الشريحة")
    grid.add_column("القيمة", justify="right")
    grid.add_column("التغير")
    grid.add_row("كبيرة (ألف)", "\u200e-12.5\u200e%\u200e", "▲ أفضل.")
    grid.add_row("Acme Inc.", "1,234", line(("MRR الجديد", "dim")))
    text = as_text([grid], width=60, colour=False, right_to_left=True)
    head, first, second = (bare(row) for row in text.rstrip("\n").split("\n"))
    assert head.rstrip().endswith("الشريحة")
    assert head.lstrip().startswith("التغير")
    assert second.rstrip().endswith("Acme Inc.")
    assert len({len(row) for row in (head, first, second)}) == 1
    columns_hold(text)


def test_a_table_that_is_not_mirrored_does_not_hold() -> None:
    grid = table()
    grid.add_column("الشريحة")
    grid.add_row("كبيرة")
    with pytest.raises(AssertionError):
        columns_hold(as_text([grid], width=60, colour=False))


def test_long_text_is_wrapped_line_by_line() -> None:
    text = as_text([line("كلمة " * 30)], width=40, colour=True, right_to_left=True)
    for shown in text.rstrip("\n").split("\n"):
        assert shown.count(RLI) == shown.count(PDI) == 1
        assert len(bare(shown)) <= 40
    columns_hold(text)


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "win_rate"),
        ("show", "mrr", "--by", "segment"),
        ("show", "most_important", "kpis"),
        ("status",),
        ("problems",),
        ("explain", "net_revenue_retention"),
        ("glossary", "churn"),
        ("show", "--help"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("width", ["60", "100"])
def test_every_answer_keeps_its_columns_in_arabic(
    cli: Run,
    desk: FakeDesk,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    width: str,
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    desk.results = (mrr_by_segment(),) if "--by" in arguments else (win_rate(),)
    ran = cli(*arguments, "--lang", "ar")
    assert ran.code == 0
    assert ran.out.count(PDI) == sum(ran.out.count(mark) for mark in (RLI, LRI, FSI))
    columns_hold(ran.out)
    assert all(len(bare(shown)) <= int(width) + 20 for shown in ran.out.splitlines())
