"""Every document validates against its JSON Schema, and the reference page is made from them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from oracles.asking import Document
from revcompass import catalogue
from revcompass.desk import documents
from revcompass.desk.schemas import NAMES, schema
from revcompass.desk.schemas.page import page
from revcompass.domain.metric import Aim, Better, Group, Review, Unit
from revcompass.domain.period import Grain
from revcompass.domain.problem import Severity
from revcompass.domain.question import Question, Undefined
from revcompass.domain.records import TABLES
from revcompass.words.languages import available
from revcompass.words.translate import Translator
from soundness.telling import DEALS, Book, Cli, Told

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "json.md"


def validate(document: Document) -> None:
    """The document is of the form it names; all faults are shown."""
    name = document["schema"].removeprefix("revcompass.").removesuffix("/1")
    checker = Draft202012Validator(schema(name), format_checker=Draft202012Validator.FORMAT_CHECKER)
    faults = [f"{fault.json_path}: {fault.message}" for fault in checker.iter_errors(document)]
    assert not faults, "\n".join(faults[:10])


@pytest.fixture(scope="module")
def faulty(told: Told) -> Book:
    """Nearly nothing in it is right; a currency has no rate."""
    return told(
        "as_of = 2024-04-30",
        opportunities=f"""
            {DEALS}
            O1,A,2024-03-01,2024-02-01,won,12,EUR
            O2,A,,2024-03-09,won,,USD
            O3,A,2024-03-01,,won,70,CHF
            O4,Ä,2024-03-01,2024-03-03,lost,x,EUR
            ,A,2024-03-01,2024-03-03,lost,1,EUR
            O6,A,2024-03-41,2024-03-03,lost,1,EUR
        """,
    )


def _nodes(found: Any) -> Iterator[dict[str, Any]]:
    if isinstance(found, dict):
        yield found
        for inner in found.values():
            yield from _nodes(inner)
    elif isinstance(found, list):
        for inner in found:
            yield from _nodes(inner)


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_strict_and_describes_every_field(name: str) -> None:
    found = schema(name)
    Draft202012Validator.check_schema(found)
    for node in _nodes(found):
        if node.get("type") == "object" and "properties" in node:
            assert node["additionalProperties"] is False
            assert set(node["required"]) == set(node["properties"])
            for field, inner in node["properties"].items():
                assert "description" in inner or "$ref" in inner, field
    used = {node["$ref"].rsplit("/", 1)[-1] for node in _nodes(found) if "$ref" in node}
    assert used == set(found["$defs"])


def test_a_part_is_the_same_in_every_schema() -> None:
    parts: dict[str, Any] = {}
    for name in NAMES:
        for part, inner in schema(name)["$defs"].items():
            assert parts.setdefault(part, inner) == inner, part


def test_every_document_has_a_schema() -> None:
    made = {
        name.removesuffix("_document").replace("_", "-")
        for name in vars(documents)
        if name.endswith("_document")
    } - {"question", "problem"}
    assert made | {"glossary"} == set(NAMES)  # made on its own floor
    with pytest.raises(KeyError):
        schema("../secret")


def test_choices_are_those_of_the_code() -> None:
    parts = schema("result")["$defs"] | schema("explain")["properties"]
    assert parts["grain"]["enum"] == [grain.value for grain in Grain]
    assert set(parts["unit"].get("enum", [])) <= {unit.value for unit in Unit}
    assert schema("trace")["$defs"]["unit"]["enum"] == [unit.value for unit in Unit]
    assert schema("result")["$defs"]["better"]["enum"] == [one.value for one in Better]
    assert parts["undefined"]["enum"] == [None, *get_args(Undefined)]
    assert parts["table"]["enum"] == list(TABLES)
    assert parts["group"]["enum"] == [group.value for group in Group]
    assert parts["review"]["enum"] == [review.value for review in Review]
    assert parts["aim"]["enum"] == [aim.value for aim in Aim]
    severity = parts["problem"]["properties"]["severity"]["enum"]
    assert severity == [one.value for one in Severity]


def test_the_reference_page_is_made_from_the_schemas() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == page(), "python -m revcompass.desk.schemas FILE"


ASKED: tuple[dict[str, Any], ...] = (
    {},
    {"by": ("segment",), "compare": "year_before"},
    {"by": ("channel", "owner"), "compare": "previous"},
    {"where": (("segment", ("smb", None)),), "currency": "USD"},
)


@pytest.mark.parametrize("asked", ASKED, ids=["plain", "segment", "channel and owner", "where"])
@pytest.mark.parametrize("language", available())
def test_results_of_all_metrics(company: Book, asked: dict[str, Any], language: str) -> None:
    if language != "en" and asked:
        return
    segments = {key for row in company.result("mrr", by="segment").rows for _, key in row.slice}
    if "where" in asked:
        asked = asked | {"where": (("segment", tuple(sorted(map(str, segments))[:2])),)}
    question = Question(tuple(catalogue.METRICS), language=language, **asked)
    validate(documents.result_document(company.desk.show(question), Translator(language)))


def test_other_documents_of_the_sample_company(company: Book, cli: Cli) -> None:
    folder = company.folder
    for command in (
        ("load", folder),
        ("check", folder),
        ("status", folder),
        ("problems", folder),
        ("show", "most_important", "kpis", "--book", folder),
        ("trace", "mrr", "--period", "2026-06", "--book", folder),
        ("trace", "win_rate", "--period", "2026-Q1", "--side", "denominator", "--book", folder),
        ("compare-policies", "mrr", "--period", "2026-06", "--book", folder),
        ("compare-policies", "win_rate", "--period", "2026-Q1", "--book", folder),
    ):
        ran = cli(*command, "--json")
        assert ran.code in (0, 3), ran.err
        validate(ran.document)


@pytest.mark.parametrize("metric", list(catalogue.METRICS))
def test_explanations(company: Book, metric: str) -> None:
    document = documents.explain_document(company.desk.explain(metric), Translator("de"))
    validate(document)


def test_examples_say_what_their_value_rests_on(cli: Cli) -> None:
    document = cli("explain", "clv", "--json").document
    validate(document)
    by_margin = [one for one in document["examples"] if one["gives"] == "1200"]
    assert by_margin[0]["constants"] == {"gross_margin": "0.8"}
    assert by_margin[0]["table"] == by_margin[0]["table"].strip("\n")


def test_documents_of_a_faulty_book(faulty: Book, cli: Cli) -> None:
    validate(faulty.loaded)
    assert {one["severity"] for one in faulty.problems} == {"error", "warning"}
    question = Question(tuple(catalogue.METRICS), compare="previous")
    result = documents.result_document(faulty.desk.show(question), Translator("en"))
    validate(result)
    reasons = {r["undefined"] for one in result["results"] for r in one["rows"]}
    assert reasons >= {"no_data", "not_loaded", "missing_rate", "zero_denominator"}
    for command in ("check", "status", "problems"):
        validate(cli(command, faulty.folder, "--json").document)


def test_documents_before_and_without_a_load(tmp_path: Path, cli: Cli) -> None:
    folder = tmp_path / "new"
    assert cli("init", folder).code == 0
    validate(cli("check", folder, "--json").document)
    settings = '[book]\ncurrency = "EUR"\n[[source]]\nname = "a"\ntable = "accounts"\n'
    (folder / "revcompass.toml").write_text(settings + 'files = "a.csv"\n', encoding="utf-8")
    (folder / "a.csv").write_text("account_id,name\n", encoding="utf-8")
    assert cli("status", folder, "--json").code == 1, "nothing is loaded"
    ran = cli("load", folder, "--json")
    assert ran.code == 0, ran.err
    validate(ran.document)
    validate(cli("status", folder, "--json").document)
    shown = cli("show", "mrr", "win_rate", "--book", folder, "--json")
    assert shown.code == 0, shown.err
    validate(shown.document)
