"""The doors to the desk: everything a command asks for is asked here, and imported only then."""

# ruff: noqa: PLC0415 - late imports keep the command line quick to start

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from revcompass.domain.problem import RevcompassError, usage_error
from revcompass.words.translate import Translator

if TYPE_CHECKING:
    from revcompass.desk import Desk, LoadReport
    from revcompass.desk.answers import Explanation
    from revcompass.domain.formula import Expression
    from revcompass.domain.metric import Metric
    from revcompass.domain.period import Calendar
    from revcompass.domain.policy import PolicySet
    from revcompass.glossary import NumberNow
    from revcompass.server.people import People
    from revcompass.sources.check import CheckReport

SETTINGS = "revcompass.toml"

Document = Mapping[str, Any]
Progress = Callable[[str, float], None]


def find_book(given: Path | None) -> Path | None:
    """The folder named, or that of the book this is inside of, or `None`."""
    if given is not None:
        return given
    here = Path.cwd()
    return next((f for f in (here, *here.parents) if (f / SETTINGS).is_file()), None)


def book_folder(given: Path | None) -> Path:
    """`find_book`, or the usage error `no_book_here`."""
    found = find_book(given)
    if found is None:
        raise usage_error("no_book_here", folder=str(Path.cwd()))
    return found


def today() -> date:
    """The day on this machine's clock."""
    from revcompass.desk import clock

    return clock.today()


def open_desk(folder: Path, as_of: str | None = None) -> Desk:
    """The desk over a book's current snapshot, or over an earlier one."""
    from revcompass.desk import Desk

    return Desk.open(folder, as_of)


def calendar_of(desk: Desk) -> Calendar:
    """How the desk's book cuts time."""
    return desk.calendar


def number_now(folder: Path, metric_id: str) -> tuple[NumberNow, Calendar] | None:
    """A metric's value in a book's last full period with one; `None` where there is none."""
    from revcompass.catalogue import METRICS
    from revcompass.glossary import number_now as now

    if metric_id not in METRICS:
        return None
    try:
        desk = open_desk(folder)
    except RevcompassError:
        return None  # no book, nothing loaded: the word is explained all the same
    last = now(metric_id, desk.show)
    return (last, desk.calendar) if last else None


def load_book(
    folder: Path, *, today: date, only: tuple[str, ...] = (), progress: Progress | None = None
) -> LoadReport:
    """Load a book's sources into a new snapshot."""
    from revcompass.desk.loading import load

    return load(folder, today=today, only=only, progress=progress)


def check_book(folder: Path, *, pin: bool) -> tuple[CheckReport, list[str]]:
    """What a load would do; `pin` writes the formats seen and names the sources changed.

    After pinning, the report is that of the settings as they are then.
    """
    from revcompass.book.config import read_book
    from revcompass.sources import check

    settings = read_book(folder)
    report = check.check_book(settings, today())
    pinned = check.pin(settings, report) if pin else []
    return (check.check_book(read_book(folder), today()) if pinned else report), pinned


def init_book(
    folder: Path,
    words: Translator,
    *,
    currency: str,
    timezone: str,
    fiscal_year_start: int,
    force: bool,
) -> Path:
    """Write a new book's settings, explained in a language; the file written."""
    from revcompass.book.scaffold import init_book as init

    return init(folder, currency.upper(), timezone, fiscal_year_start, force=force, words=words)


def serve_book(folder: Path, *, tell: Callable[[str], None], **place: Any) -> None:
    """Serve a book until interrupted; `tell` hears the address to open.

    `place` are the fields of `server.run.Place`; those not given stay as they are there.
    """
    from revcompass.server.run import Place, serve

    serve(
        folder, Place(**{name: value for name, value in place.items() if value is not None}), tell
    )


def people_of(folder: Path) -> People:
    """The people who may sign in to a book; raises `no_book`."""
    from revcompass.book.config import read_book
    from revcompass.server.people import People

    return People(read_book(folder).folder)


def note_access(folder: Path, what: str) -> None:
    """Note in the book's audit log who may come in from now on."""
    from revcompass.server.audit import Audit

    Audit(folder).note("local", what, "ok")


def day_of(unix_time: float) -> str:
    """The day of a moment on this machine, as ISO."""
    from datetime import datetime

    found = datetime.fromtimestamp(unix_time).astimezone()
    return found.date().isoformat()


def write_demo(folder: Path, accounts: int, words: Translator) -> date:
    """Write the sample company, its settings explained in a language; the day of its export.

    Raises `not_a_demo` for a folder that holds anything else.
    """
    from revcompass.samples import write_company

    if folder.exists() and any(folder.iterdir()) and not _is_demo(folder):
        raise usage_error("not_a_demo", folder=str(folder))
    return write_company(folder, accounts=accounts, say=words.ui).as_of


def _is_demo(folder: Path) -> bool:
    """Whether the folder's settings say that the sample company was written there."""
    settings = folder / SETTINGS
    if not settings.is_file():
        return False
    with settings.open(encoding="utf-8", errors="replace") as file:
        return "revcompass.samples" in file.readline()


def metric(metric_id: str) -> Metric:
    """A metric of the catalogue, or the usage error `unknown_metric`."""
    from revcompass import catalogue

    return catalogue.get(metric_id)


def metric_names(words: Translator) -> dict[str, str]:
    """What every metric is called, by its id."""
    from revcompass.catalogue import METRICS

    return {name: words.glossary(found.name) for name, found in METRICS.items()}


def boards() -> dict[str, tuple[str, ...]]:
    """The metrics of each board, by the name a question may ask for."""
    from revcompass.catalogue.boards import BOARDS

    return BOARDS


def expanded(names: Sequence[str]) -> tuple[str, ...]:
    """Metrics and boards as metrics, each once."""
    from revcompass.catalogue.boards import expanded as all_of

    return all_of(names)


def formula(metric_id: str, policies: PolicySet, words: Translator) -> str:
    """A metric's formula under these policies as a person reads it."""
    return expression_in_words(metric(metric_id).expression(policies), words)


def expression_in_words(expression: Expression, words: Translator) -> str:
    """A formula as a person reads it."""
    from revcompass.engine.readings.words import formula_in_words

    def name(other: str) -> str:
        found = metric(other)
        return words.glossary(found.abbreviation or found.name)

    return words.in_digits(formula_in_words(expression, words.glossary, name))


def explanation(metric_id: str, folder: Path | None) -> Explanation:
    """A metric's meaning under a book's policies; without a loaded book under the defaults."""
    if folder is not None:
        try:
            found: Explanation = open_desk(folder).explain(metric_id)
        except RevcompassError as error:
            if error.problem.code != "no_snapshot":
                raise
        else:
            return found
    return _by_default(metric_id)


def _by_default(metric_id: str) -> Explanation:
    from revcompass.catalogue import definition, policies_of
    from revcompass.desk.answers import Explanation, PolicyInForce
    from revcompass.domain.policy import PolicySet

    found, policies = metric(metric_id), PolicySet()
    applied = {name: policies[name] for name in policies_of(found)}
    in_force = tuple(
        PolicyInForce(name, choice.member.code, choice.number) for name, choice in applied.items()
    )
    return Explanation(
        metric=found,
        expression=found.expression(policies),
        formula=formula(metric_id, policies, Translator("en")),
        policies=in_force,
        definition=definition(found, policies),
    )


def document(kind: str, answer: Any, words: Translator) -> Document:
    """An answer as the contract's JSON: `kind` is result, trace, load, status, problems …"""
    from revcompass.desk import documents

    made: Document = getattr(documents, f"{kind}_document")(answer, words)
    return made


def presets() -> tuple[str, ...]:
    """Names of the presets."""
    from revcompass.domain.presets import PRESETS

    return tuple(PRESETS)


def known_slices(folder: Path | None) -> list[str]:
    """Columns that may be sliced by: the canonical ones, and those the book's settings name."""
    from revcompass.domain.records import TABLES

    found = [name for table in TABLES.values() for name in table.sliceable]
    found += [name for source in _sources(folder) for name in source.get("slices", ())]
    return sorted(set(found))


def source_names(folder: Path | None) -> list[str]:
    """Names of the sources in the book's settings."""
    return [str(source["name"]) for source in _sources(folder) if "name" in source]


def snapshot_labels(folder: Path | None) -> list[str]:
    """Numbers of the snapshot files there are, the newest first."""
    if folder is None:
        return []
    return sorted((path.stem for path in folder.glob("snapshots/0*.duckdb")), reverse=True)


def _sources(folder: Path | None) -> list[dict[str, Any]]:
    """The sources as the settings have them, unchecked; nothing where they cannot be read."""
    import tomllib

    if folder is None:
        return []
    try:
        settings = tomllib.loads((folder / SETTINGS).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return []
    return [source for source in settings.get("source", []) if isinstance(source, dict)]
