"""Proposals: what is plain is proposed, what is not is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from revcompass.domain.problem import RevcompassError, Severity
from revcompass.sources.reading import Content, Format, Proposal, propose
from revcompass.sources.reading.guess import guess_column


def look(folder: Path, text: str, fmt: Format | None = None, encoding: str = "utf-8") -> Proposal:
    path = folder / "a.csv"
    path.write_bytes(text.encode(encoding))
    return propose(path, fmt or Format())


def asked(proposal: Proposal) -> list[tuple[str, str | None]]:
    assert all(question.severity is Severity.WARNING for question in proposal.questions)
    return [(question.code, question.where.column) for question in proposal.questions]


@pytest.mark.parametrize(
    ("cells", "kind", "signs", "dates", "alternatives"),
    [
        (["1.234", "2.500", "999,90"], Content.DECIMAL, (",", "."), None, ()),
        (["1.234"], Content.DECIMAL, (None, None), None, (".", ",")),
        (["1,234", "5,678"], Content.DECIMAL, (None, None), None, (".", ",")),
        (["0.123"], Content.DECIMAL, (".", None), None, ()),
        (["1,234.50", "2"], Content.DECIMAL, (".", ","), None, ()),
        (["1.234.567"], Content.DECIMAL, (",", "."), None, ()),
        (["1'234.50", "12.00"], Content.DECIMAL, (".", "'"), None, ()),
        (["1\u202f234,50"], Content.DECIMAL, (",", "\u202f"), None, ()),
        (["-€ 10,50", "EUR 3,00", "4,10 €"], Content.DECIMAL, (",", None), None, ()),
        (["1", "-2", "0"], Content.INTEGER, (None, None), None, ()),
        (["00123", "123"], Content.TEXT, (None, None), None, ()),
        (["1E5", "100000"], Content.TEXT, (None, None), None, ()),
        (["2024-01-31", "2024-02-01"], Content.DATE, (None, None), None, ()),
        (["2024-01-31T10:00:00Z", "2024-01-31 10:00"], Content.INSTANT, (None, None), None, ()),
        (["03/04/2024"], Content.DATE, (None, None), None, ("%d/%m/%Y", "%m/%d/%Y")),
        (["03/04/2024", "13/04/2024"], Content.DATE, (None, None), "%d/%m/%Y", ()),
        (["03/04/2024", "04/13/2024"], Content.DATE, (None, None), "%m/%d/%Y", ()),
        (["31.12.2024"], Content.DATE, (None, None), "%d.%m.%Y", ()),
        (["31.12.2024 23:59"], Content.INSTANT, (None, None), "%d.%m.%Y %H:%M", ()),
        (["20240131", "20241231"], Content.DATE, (None, None), "%Y%m%d", ()),
        (["3 May 2024", "4 May 2024"], Content.DATE, (None, None), "%d %b %Y", ()),
        (["Yes", "no"], Content.BOOLEAN, (None, None), None, ()),
        (["EUR", "USD"], Content.CURRENCY, (None, None), None, ()),
        (["ABC", "USD"], Content.TEXT, (None, None), None, ()),
        (["1.5"] * 19 + ["n/a"], Content.DECIMAL, (".", None), None, ()),
        (["1.200,00", "10", "99,90", "abc"], Content.DECIMAL, (",", "."), None, ()),
        (["1.200,00", "10", "n/a", "abc"], Content.TEXT, (None, None), None, ()),
        (["", " "], Content.TEXT, (None, None), None, ()),
    ],
)
def test_columns(
    cells: list[str],
    kind: Content,
    signs: tuple[str | None, str | None],
    dates: str | None,
    alternatives: tuple[str, ...],
) -> None:
    column = guess_column("c", cells)
    assert column.kind is kind
    assert (column.decimal, column.thousands) == signs
    assert column.dates == dates
    assert column.alternatives == alternatives
    assert column.ambiguous is bool(alternatives)


def test_counts_and_examples() -> None:
    column = guess_column("c", ["1.5", "1.5", "", "2.5", "3.5", "4.5"] * 4 + ["x"])
    assert (column.samples, column.fitting) == (21, 20)
    assert column.examples == ("1.5", "2.5", "3.5")


def test_a_german_file_differs_from_the_default(tmp_path: Path) -> None:
    text = "Kunde;Beginn;Betrag\nZoë;01.02.2024;1.234,50\nJörg;01.03.2024;99,00\n"
    proposal = look(tmp_path, text, encoding="cp1252")
    assert proposal.format == Format(";", ",", "%d.%m.%Y", "cp1252")
    assert proposal.rows == 2
    differences = [(each.code, dict(each.params)) for each in proposal.questions]
    assert differences == [
        ("format_differs", {"setting": "encoding", "declared": "utf-8", "seen": "cp1252"}),
        ("format_differs", {"setting": "delimiter", "declared": ",", "seen": ";"}),
        ("format_differs", {"setting": "decimal", "declared": ".", "seen": ","}),
        ("format_differs", {"setting": "dates", "declared": "ISO 8601", "seen": "%d.%m.%Y"}),
    ]
    assert look(tmp_path, text, proposal.format, "cp1252").questions == ()


def test_a_plain_file_raises_no_question(tmp_path: Path) -> None:
    proposal = look(tmp_path, "id,day,amount\nA1,2024-01-31,10.50\n")
    assert proposal.questions == ()
    assert proposal.format == Format(",", ".", None, "utf-8")


def test_what_cannot_be_told_is_asked(tmp_path: Path) -> None:
    proposal = look(tmp_path, "day,amount\n03/04/2024,1.234\n")
    assert asked(proposal) == [("ambiguous_decimal", "amount"), ("ambiguous_dates", "day")]
    assert proposal.format == Format(",", None, None, "utf-8")
    declared = Format(decimal=",", dates="%d/%m/%Y")
    assert asked(look(tmp_path, "day,amount\n03/04/2024,1.234\n", declared)) == []


def test_another_column_settles_an_ambiguous_one(tmp_path: Path) -> None:
    text = "from,to,net,gross\n03/04/2024,30/04/2024,1.234,9.5\n"
    proposal = look(tmp_path, text)
    assert proposal.columns[0].ambiguous
    assert proposal.columns[2].ambiguous
    assert proposal.format == Format(",", ".", "%d/%m/%Y", "utf-8")
    assert asked(proposal) == [("format_differs", "to")]


def test_a_declared_format_that_does_not_fit(tmp_path: Path) -> None:
    declared = Format(delimiter=";", decimal=",", dates="%d.%m.%Y", encoding="cp1252")
    proposal = look(tmp_path, "name,day,amount\nZoë,2024-01-31,1.50\n", declared)
    seen = {each.params["setting"]: each.params["seen"] for each in proposal.questions}
    assert seen == {"encoding": "utf-8", "delimiter": ",", "decimal": ".", "dates": "ISO 8601"}


def test_two_delimiters_fit(tmp_path: Path) -> None:
    assert ("ambiguous_delimiter", None) in asked(look(tmp_path, "a,b;c\n1,2;3\n4,5;6\n"))


def test_utf_16_with_and_without_a_mark(tmp_path: Path) -> None:
    assert look(tmp_path, "id,name\n1,é\n", encoding="utf-16").questions == ()
    proposal = look(tmp_path, "id,name\n1,é\n", encoding="utf-16-le")
    assert proposal.format.encoding == "utf-16-le"
    assert asked(proposal) == [("format_differs", None)]


def test_empty_and_header_only(tmp_path: Path) -> None:
    assert look(tmp_path, "a,b\n").rows == 0
    with pytest.raises(RevcompassError, match="empty_file"):
        look(tmp_path, "")


def test_only_the_first_rows_are_sampled(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a\n" + "1\n" * 1000)
    assert propose(path, Format(), 10).rows == 10
