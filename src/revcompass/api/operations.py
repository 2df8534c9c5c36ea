"""What the API offers: each operation with its parameters, the form of its answer and an example.

The routes and the OpenAPI document are both made from this list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from revcompass.domain.asking import COMPARES
from revcompass.domain.period import Grain

BASE = "/api/v1"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; `many` may be given several times."""

    name: str
    meaning: str
    example: str
    place: Literal["query", "path"] = "query"
    many: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()
    whole: tuple[int, int] | None = None

    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        one: dict[str, Any] = {"type": "string"}
        if self.choices:
            one = {"type": "string", "enum": list(self.choices)}
        if self.whole:
            one = {"type": "integer", "minimum": self.whole[0], "maximum": self.whole[1]}
        return {"type": "array", "items": one} if self.many else one


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked.

    `is_of_snapshot`: the answer is made from a snapshot, and is the same as long as that is
    published. `status` is that of an answer, `faults` are those of a request that has none (beside
    those of the door, which are the same everywhere).
    """

    name: str
    path: str
    summary: str
    about: str
    answer: str
    parameters: tuple[Parameter, ...] = ()
    method: Literal["get", "post"] = "get"
    is_of_snapshot: bool = True
    status: int = 200
    faults: tuple[int, ...] = (400, 409)

    @property
    def url(self) -> str:
        """Its path below the host."""
        return f"{BASE}{self.path}"


LANG = Parameter("lang", "Language of names and messages; without it the book's.", "en")

_METRIC = Parameter(
    "metric", "Id of a metric, such as `win_rate`.", "win_rate", place="path", required=True
)
_QUESTION = (
    Parameter("grain", "Length of a period.", "month", choices=tuple(g.value for g in Grain)),
    Parameter("from", "First day, inclusive, or a period such as `2026-Q1`.", "2026-01-01"),
    Parameter("to", "End, exclusive, or a period such as `2026-Q4`.", "2026-10-01"),
    Parameter("period", "One period: `2026-09`, `2026-Q3`, `2026-W38`, `FY2026` …", "2026-09"),
    Parameter("by", "Break down by a column of the records.", "segment", many=True),
    Parameter(
        "where",
        "Only these values of a slice: `SLICE=VALUE[,VALUE]`; `-` is a missing value.",
        "segment=SMB",
        many=True,
    ),
    Parameter("policy", "Count another way: `NAME=CHOICE`.", "win_rate_of=decided", many=True),
    Parameter("preset", "Count as another tool does, all at once.", "revcompass"),
    Parameter("compare", "What each period is compared with.", "previous", choices=COMPARES),
    Parameter("currency", "Show money in this currency (ISO 4217).", "EUR"),
    Parameter("as_of", "Answer from an earlier snapshot, or as it was on a day.", "000001"),
)
_ONE_PERIOD = tuple(
    Parameter(one.name, one.meaning, one.example, required=True) if one.name == "period" else one
    for one in _QUESTION
)

_LOAD = Parameter(
    "load", "Id of a load, as its start gave it.", "1f0c4e8a92b7d365", place="path", required=True
)
_OF_METRIC = (400, 404, 409)
_COMPARED = ("grain", "period", "where", "currency", "as_of")

MOST_RECORDS = 1000

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "show",
        "/show",
        "Metrics over time, broken down and compared",
        "One or more metrics. Without `from`, `to` and `period`: the last 12 full periods and the "
        "running one. The boards `most_important` and `kpis` may be named like metrics.",
        "result",
        (
            Parameter(
                "metric", "Id of a metric or a board.", "mrr,win_rate", many=True, required=True
            ),
            *_QUESTION,
            LANG,
        ),
        faults=_OF_METRIC,
    ),
    Operation(
        "trace",
        "/trace/{metric}",
        "The records behind a number",
        "The records that make up one side of a number, largest first; what they add sums to "
        "`total`. At most `limit` are listed; the header `Link` names the next page.",
        "trace",
        (
            _METRIC,
            *_ONE_PERIOD,
            Parameter(
                "side",
                "Which part of a share or ratio.",
                "numerator",
                choices=("numerator", "denominator"),
            ),
            Parameter("limit", "Records on a page.", "20", whole=(1, MOST_RECORDS)),
            Parameter("offset", "Records before this page.", "0", whole=(0, 10**9)),
            LANG,
        ),
        faults=_OF_METRIC,
    ),
    Operation(
        "compare-policies",
        "/compare-policies/{metric}",
        "A number under every policy and preset, and the records that differ",
        "What each choice of each policy and what each preset gives for a metric in a period, "
        "beside the book's own number.",
        "compare-policies",
        (
            _METRIC,
            *(one for one in _ONE_PERIOD if one.name in _COMPARED),
            Parameter("limit", "Records of each preset.", "3", whole=(1, MOST_RECORDS)),
            LANG,
        ),
        faults=_OF_METRIC,
    ),
    Operation(
        "glossary",
        "/glossary",
        "Every word the product shows, explained",
        "Metrics, terms, columns and policies. With `q`: those the text may mean, in any of the "
        "six languages, best first; beside a metric that it names, the book's own number.",
        "glossary",
        (Parameter("q", "A word, a name or an abbreviation.", "churn"), LANG),
    ),
    Operation(
        "explain",
        "/explain/{metric}",
        "What a metric means and how it is counted",
        "Meaning, formula in words, policies with their choices and the one in force, examples, "
        "benchmarks, related metrics.",
        "explain",
        (_METRIC, LANG),
        faults=_OF_METRIC,
    ),
    Operation(
        "status",
        "/status",
        "What is loaded, and which metrics it is enough for",
        "Snapshots, sources, coverage, and every metric with the columns it lacks.",
        "status",
        (LANG,),
    ),
    Operation(
        "problems",
        "/problems",
        "What was wrong with the records of the last load",
        "Each problem with file, line, column, message and next step.",
        "problems",
        (LANG,),
    ),
    Operation(
        "start-load",
        "/load",
        "Start a load",
        "Loads the sources of the book into a new snapshot: everything is published, or nothing. "
        "Answers at once; the header `Location` names where the load can be followed. One load at "
        "a time: while one runs, here or from the command line, another is refused (409).",
        "load-progress",
        (
            Parameter(
                "source",
                "Read only this source anew; the others stay as they were loaded last.",
                "billing",
                many=True,
            ),
            LANG,
        ),
        method="post",
        is_of_snapshot=False,
        status=202,
    ),
    Operation(
        "load-progress",
        "/load/{load}",
        "How far a load is",
        "Its state, the step it is at and the share done; at the end the snapshot it published, or "
        "the problem that stopped it. The last 20 loads since the start of the server are known.",
        "load-progress",
        (_LOAD, LANG),
        is_of_snapshot=False,
        faults=(400, 404),
    ),
    Operation(
        "load",
        "/load/{load}/result",
        "What a load did",
        "Where every record and every amount went, and everything found wrong. While the load runs "
        "there is no result yet (409); where it failed, the answer is the problem that stopped it "
        "(422).",
        "load",
        (_LOAD, LANG),
        is_of_snapshot=False,
        faults=(400, 404, 409, 422),
    ),
)
