"""A desk answers questions about one snapshot of one book."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from functools import cached_property, wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from revcompass import catalogue
from revcompass.book.config import Book, read_book
from revcompass.book.recorded import (
    SCHEMA_VERSION,
    read_coverage,
    read_files,
    read_meta,
    read_problems,
)
from revcompass.book.snapshots import clear_damage, current_number, label, numbers, open_snapshot
from revcompass.catalogue.boards import KPIS, MOST_IMPORTANT
from revcompass.desk import definitions
from revcompass.desk.answer import Answering
from revcompass.desk.answers import (
    BOARDS,
    Board,
    Explanation,
    PolicyComparison,
    PolicyInForce,
    Readiness,
    Side,
    SourceStatus,
    Status,
    Trace,
)
from revcompass.desk.bridge import MOVEMENTS, Bridge, step
from revcompass.desk.comparing import Comparing
from revcompass.desk.currencies import CURRENCY, is_split
from revcompass.desk.frame import frame_of
from revcompass.desk.lists import Lists
from revcompass.desk.offered import offered_slices
from revcompass.desk.periods import grain_of, periods_of
from revcompass.desk.policies import not_honoured, settled
from revcompass.desk.reader import MetricReader, Scope
from revcompass.desk.readiness import columns_lacking, readiness
from revcompass.desk.snapshots import kept_snapshots, snapshot_as_of
from revcompass.desk.tracing import trace
from revcompass.domain import presets
from revcompass.domain.metric import Metric
from revcompass.domain.money import CURRENCIES
from revcompass.domain.period import Calendar, Grain, Period
from revcompass.domain.policy import PolicySet
from revcompass.domain.problem import Problem, RevcompassError, usage_error
from revcompass.domain.question import MetricResult, Question, Result, Row
from revcompass.domain.viewer import EVERYTHING, Sight
from revcompass.engine.backends.light import UNLIMITED, Light, Limits
from revcompass.engine.readings.exchange import rated_currencies
from revcompass.engine.readings.words import formula_in_words
from revcompass.engine.records import first_day, made_bytes, rows_of
from revcompass.engine.tables import Tables

_BOARD_PERIODS = 13

P = ParamSpec("P")
R = TypeVar("R")


def _clear(
    method: Callable[Concatenate[Desk, P], R],
) -> Callable[Concatenate[Desk, P], R]:
    """A question to a snapshot; damage is said as what it is."""

    @wraps(method)
    def asked(desk: Desk, /, *arguments: P.args, **options: P.kwargs) -> R:
        with clear_damage(desk.book, desk.number):
            return method(desk, *arguments, **options)

    return asked


class Desk:
    """Answers questions over a book's snapshot. Not shared between threads: one for each."""

    def __init__(
        self, book: Book, number: int, sight: Sight = EVERYTHING, limits: Limits = UNLIMITED
    ) -> None:
        """`sight` is what whoever asks may see of the book; nothing else is answered."""
        self.book, self.sight, self._limits = book, sight, limits
        self.calendar = Calendar(book.fiscal_year_start, book.week_start)
        self.number, self.snapshot = number, label(number)
        self._con = open_snapshot(book, number, memory=limits.memory)
        with clear_damage(book, number):
            self._meta = read_meta(self._con)
            if self._meta.get("schema_version") != str(SCHEMA_VERSION):
                self._con.close()
                raise RevcompassError(
                    "snapshot_of_another_release", snapshot=self.snapshot, folder=str(book.folder)
                )
            reached = self._meta.get("data_as_of", "")
            self.data_as_of = date.fromisoformat(reached) if reached else None
            self._frame = frame_of(book, self.data_as_of)
            con = self._con if limits.makes_tables else Light(self._con)
            self._tables = Tables(con, self._frame, sight=sight)

    @classmethod
    def open(cls, folder: Path, as_of: str | None = None) -> Desk:
        """The desk over the published snapshot, or over an earlier one by its number or a day.

        Raises `no_book`, `no_snapshot`, `unknown_as_of`, `snapshot_of_another_release`.
        """
        book = read_book(folder)
        return cls(book, snapshot_as_of(book, as_of) if as_of else current_number(book))

    def close(self) -> None:
        """Close the snapshot."""
        self._con.close()

    @_clear
    def show(self, question: Question) -> Result:
        """Answer a question: every metric asked for, by period and slice, with what backs it.

        Raises usage errors for unknown metrics, slices, policies and for bounds off the grain.
        """
        if question.as_of is not None:
            with closing(self.earlier(question.as_of)) as earlier:
                found = earlier.show(replace(question, as_of=None))
            return replace(found, question=question)
        metrics = [catalogue.get(name) for name in question.metrics]
        results = tuple(
            self._answering.result(metric, question, self._scope(question, metric))
            for metric in metrics
        )
        return Result(
            question=question,
            results=results,
            snapshot=self.snapshot,
            data_as_of=self.data_as_of,
            coverage=self._coverage,
            problems=(
                *self._concerning,
                *self._without_records(question, metrics),
                *definitions.changed(metrics, self.policies(Question(())), self._kept),
            ),
            calendar=self.calendar,
            timezone=self.book.timezone,
        )

    @_clear
    def trace(
        self,
        question: Question,
        period: Period,
        side: Side = "numerator",
        limit: int | None = None,
        offset: int = 0,
    ) -> Trace:
        """The records behind one side of a number, and what each adds to it.

        `limit` and `offset` choose which records are listed; total and count are those of all.
        """
        if question.as_of is not None:
            then = replace(question, as_of=None)
            with closing(self.earlier(question.as_of)) as earlier:
                return earlier.trace(then, period, side, limit, offset)
        metric = catalogue.get(question.metrics[0])
        question = replace(question, grain=period.grain)
        scope = replace(self._scope(question, metric), grain=period.grain, periods=(period,))
        return trace(self._reader, metric, scope, side, slice(offset, limit and offset + limit))

    @_clear
    def compare_policies(
        self, question: Question, period: Period, limit: int | None = None
    ) -> PolicyComparison:
        """One number under every choice and every preset, and the records that differ.

        Raises `one_number_only` where the metric has several, one for each slice.
        """
        if question.as_of is not None:
            with closing(self.earlier(question.as_of)) as earlier:
                return earlier.compare_policies(replace(question, as_of=None), period, limit)
        metric = catalogue.get(question.metrics[0])
        question = replace(question, grain=period.grain)
        scope = replace(self._scope(question, metric), grain=period.grain, periods=(period,))
        return Comparing(self._answering, self._reader, question, scope).compare(limit)

    def bridge(self, question: Question) -> Bridge:
        """How recurring revenue came from opening to closing in the periods a question asks for.

        The question's metrics and slices to break down by do not matter; its filters do.
        """
        asked = replace(question, by=(), compare=None)
        scope = self._scope(asked, catalogue.get("mrr"))
        results = tuple(
            (movement, self._answering.result(step(movement), asked, scope))
            for movement in MOVEMENTS
        )
        return Bridge(results, scope.periods)

    @cached_property
    def lists(self) -> Lists:
        """Cohorts, open deals and accounts one by one."""
        return Lists(
            self._reader,
            lambda question: self._scope(question, catalogue.get("mrr")),
            lambda: clear_damage(self.book, self.number),
        )

    def explain(self, metric_id: str) -> Explanation:
        """What a metric means and how this book counts it."""
        metric, policies = catalogue.get(metric_id), self.policies(Question((metric_id,)))
        applied = {name: policies[name] for name in catalogue.policies_of(metric)}
        expression = metric.expression(policies)
        return Explanation(
            metric=metric,
            expression=expression,
            formula=formula_in_words(
                expression, lambda text: text, lambda other: catalogue.get(other).name
            ),
            policies=tuple(
                PolicyInForce(name, choice.member.code, choice.number)
                for name, choice in applied.items()
            ),
            definition=catalogue.definition(metric, policies),
        )

    @_clear
    def status(self) -> Status:
        """Snapshots, sources, coverage, and which metrics can be computed.

        Raises `whole_book_only` for who sees only some of the rows, as `problems` does.
        """
        self._require_whole()
        files = [file for file in read_files(self._con) if not file.role]
        loaded = self._meta.get("load_day")
        return Status(
            snapshot=self.snapshot,
            loaded_on=date.fromisoformat(loaded) if loaded else None,
            data_as_of=self.data_as_of,
            snapshots=tuple(label(number) for number in numbers(self.book)),
            kept=kept_snapshots(self.book),
            sources=tuple(
                SourceStatus(
                    source.name,
                    source.table,
                    sum(file.source == source.name for file in files),
                    rows_of(self._tables, source.table, source.name),
                )
                for source in self.book.sources
            ),
            coverage=self._coverage,
            readiness=self.readiness(),
        )

    def readiness(self) -> tuple[Readiness, ...]:
        """Every metric, and the tables, columns and settings it lacks."""
        return readiness(self._tables.filled, has_stages=bool(self.book.stages))

    @_clear
    def problems(self) -> list[Problem]:
        """Everything the last load found wrong."""
        self._require_whole()
        return list(read_problems(self._con))

    def _require_whole(self) -> None:
        if not self.sight.is_whole:
            raise usage_error("whole_book_only")

    @_clear
    def board(self, period: Period | None = None) -> Board:
        """The review of a period: the default boards, 13 periods of each metric.

        Without a period: the last full month.
        """
        period = period or self.last_full(Grain.MONTH)
        sections = tuple(
            (BOARDS[name], tuple(self._board_result(metric_id, period) for metric_id in board))
            for name, board in (("most_important", MOST_IMPORTANT), ("kpis", KPIS))
        )
        to_date = self.data_as_of is not None and period.last_day > self.data_as_of
        return Board(period, to_date, sections)

    def _board_result(self, metric_id: str, period: Period) -> MetricResult:
        metric = catalogue.get(metric_id)
        first = self.calendar.shift(period, 1 - _BOARD_PERIODS)
        question = Question(
            (metric_id,),
            grain=period.grain,
            start=self.calendar.label_day(first),
            end=self.calendar.label_day(self.calendar.shift(period, 1)),
            compare="previous",
        )
        scope = self._scope(question, metric)
        found = self._answering.result(metric, question, scope, compared=(period,))
        return replace(found, rows=self._own(found.rows))

    def _own(self, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        """A board has one number a period: where nothing is converted, the book's own currency's.

        Without any there is no number to show.
        """
        if not any(name == CURRENCY for row in rows for name, _ in row.slice):
            return rows
        return tuple(row for row in rows if dict(row.slice)[CURRENCY] == self.book.currency)

    def policies(self, question: Question) -> PolicySet:
        """Option, then preset, then the book's policies, then the book's preset."""
        return presets.chosen(
            self.book.preset, self.book.policies, question.preset, dict(question.policies)
        )

    def _scope(self, question: Question, metric: Metric) -> Scope:
        grain = grain_of(question, metric, self.calendar)
        currency = question.currency
        if currency is not None and currency not in CURRENCIES:
            near = ", ".join(get_close_matches(currency, sorted(CURRENCIES), 1))
            raise usage_error("no_such_currency", code=currency, did_you_mean=near)
        policies = settled(self._tables, metric, self.policies(question), grain)
        if currency is not None and is_split(metric, policies):
            raise usage_error("never_converted", code=currency)
        return Scope(
            grain=grain,
            periods=periods_of(question, grain, self.calendar, self.data_as_of),
            by=question.by,
            where=self.sight.narrowed(question.where),
            policies=policies,
            currency=None if currency == self.book.currency else currency,
            until=self.data_as_of or date(1970, 1, 1),
        )

    def earlier(self, text: str) -> Desk:
        """The desk over an earlier snapshot: by its number, or the last one loaded by a day."""
        return Desk(self.book, snapshot_as_of(self.book, text), self.sight, self._limits)

    def last_full(self, grain: Grain) -> Period:
        """The last period of a grain that is over; raises `nothing_dated` without any record."""
        if self.data_as_of is None:
            raise RevcompassError("nothing_dated")
        period = self.calendar.period_of(grain, self.data_as_of)
        return period if period.last_day <= self.data_as_of else self.calendar.shift(period, -1)

    def currencies(self) -> tuple[str, ...]:
        """The currencies that answers can be given in: the book's, and those with a rate."""
        return rated_currencies(self._tables, self.book.currency)

    def grain_of(self, metric: Metric) -> Grain:
        """The grain a metric is asked by where none is stated."""
        return grain_of(Question((metric.id,)), metric, self.calendar)

    def slices_of(self, metric_id: str) -> tuple[str, ...]:
        """What a metric can be broken down by: columns with few enough different values."""
        return offered_slices(self._reader, catalogue.get(metric_id))

    def made_bytes(self) -> int:
        """What the tables made over this snapshot take, in memory and spilled."""
        return made_bytes(self._con)

    @cached_property
    def _concerning(self) -> tuple[Problem, ...]:
        """Problems of the load that touch any number: missing rates."""
        if not self.sight.is_whole:
            return ()
        return tuple(read_problems(self._con, only="missing_rate"))

    @cached_property
    def _kept(self) -> dict[str, str]:
        return definitions.read(self._con)

    def _without_records(self, question: Question, metrics: list[Metric]) -> Iterator[Problem]:
        yield from columns_lacking(metrics, self._tables.filled, has_stages=bool(self.book.stages))
        yield from not_honoured(metrics, self.policies(question), self._tables.filled)

    @cached_property
    def _coverage(self) -> dict[str, dict[str, int]]:
        if not self.sight.is_whole:
            return {}
        return {
            table: {"loaded": c.loaded, "set_aside": c.set_aside, "skipped": c.skipped}
            for table, c in read_coverage(self._con).items()
        }

    @cached_property
    def _reader(self) -> MetricReader:
        return MetricReader(self._tables, self._frame)

    @cached_property
    def _answering(self) -> Answering:
        return Answering(self._reader, first_day(self._tables))
