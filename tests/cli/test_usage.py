"""What is wrong in a command line is said in a sentence, with a next step and exit code 2."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.fake import Run
from revcompass.cli import house
from revcompass.cli.commands import COMMANDS
from revcompass.domain.problem import RevcompassError
from revcompass.words.problem_texts import TEXTS

WRONG = {
    "shwo mrr": "Did you mean show?",
    "show": "METRIC... is missing.",
    "show mrr --jsn": "Did you mean --json?",
    "show mrr --grain mnth": "Did you mean month?",
    "show mrr --compare lastyear": "It takes one of: previous, year_before.",
    "show mrr --by": "revcompass",
    "show mrr --json --csv": "--json stands beside --csv.",
    "show mrr --where segment": "Write it as SLICE=VALUE[,VALUE].",
    "show mrr --policy week": "Write it as NAME=CHOICE.",
    "show mrr --period 2026-13": "is not a period",
    "show mrr --from yesterday": "is not a period",
    "show mrr --period 2026 --from 2026-01-01": "Give either the period or its bounds.",
    "show mrr --from 2026-02-01 --to 2026-02-01": "--to is exclusive",
    "show mrr --lang tlh": "It takes one of:",
    "trace mrr": "--period is missing.",
    "trace mrr,arr --period 2026": "takes one metric",
    "trace mrr --period 2026 --grain month": "is not a period of the grain month",
    "trace mrr --period 2026-09 --limit 0": "Write a whole number",
    "explain mmr": "Did you mean mrr?",
    "explain mrr arr": "does not know what to do with “arr”",
    "init": "DIR is missing.",
    "init a --fiscal-year-start 13": "Write a whole number from 1 to 12.",
    "serve a --port 0": "Write a whole number from 1 to 65,535.",
    "load --fast": "has no option --fast",
}


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("line", WRONG)
def test_usage_errors(cli: Run, line: str) -> None:
    ran = cli(*line.split())
    assert ran.code == 2
    assert ran.out == ""
    assert WRONG[line] in ran.err
    assert "Traceback" not in ran.err


def test_outside_a_book(cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = cli("show", "mrr")
    assert ran.code == 2
    assert "revcompass init DIR" in ran.err


@pytest.mark.usefixtures("desk")
def test_inside_a_folder_of_a_book(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("billing").mkdir()
    monkeypatch.chdir("billing")
    assert cli("status").code == 0


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("code", sorted(TEXTS))
def test_no_error_of_ours_shows_a_traceback(
    cli: Run, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(folder: Path) -> None:
        raise RevcompassError(code, folder=str(folder))

    monkeypatch.setattr(house, "open_desk", fail)
    ran = cli("show", "mrr")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.strip()
    assert "Traceback" not in ran.err
    assert "{" not in ran.err.replace("{ ", "")


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(), 141, ""),
        (PermissionError(13, "Permission denied", "a.csv"), 1, "a.csv"),
        (ZeroDivisionError("x"), 1, "fault in revcompass"),
    ],
)
def test_what_else_can_happen(
    cli: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, said: str
) -> None:
    def fail(_: Path) -> None:
        raise error

    monkeypatch.setattr(house, "open_desk", fail)
    monkeypatch.setattr("revcompass.cli.main._silence_stdout", lambda: None)
    ran = cli("show", "mrr")
    assert ran.code == code
    assert said in ran.err
    assert bool(ran.err) == bool(said)


@pytest.mark.usefixtures("desk")
def test_a_fault_of_ours_can_be_looked_into(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVCOMPASS_DEBUG", "1")
    monkeypatch.setattr(house, "open_desk", lambda folder, as_of=None: 1 / 0)  # noqa: ARG005
    with pytest.raises(ZeroDivisionError):
        cli("show", "mrr")


def test_help_begins_with_examples_that_run(cli: Run) -> None:
    assert cli().code == 0
    for name in COMMANDS:
        ran = cli(name, "--help")
        assert ran.code == 0
        assert ran.out.startswith("Examples:\n  revcompass ")
        assert max(map(len, ran.out.split("\n"))) <= 80


def test_starting_is_cheap() -> None:
    heavy = {"duckdb", "pyarrow", "babel", "rich", "tomlkit", "revcompass.domain.question"}
    assert not heavy & _loaded_by("revcompass.cli.main")


def test_answering_needs_nothing_that_reads_files() -> None:
    loaded = _loaded_by("revcompass.desk", "revcompass.desk.documents")
    assert "revcompass.desk.desk" in loaded
    assert not {"pyarrow.parquet", "revcompass.sources", "rich"} & loaded


def _loaded_by(*modules: str) -> set[str]:
    """The modules that are loaded once these have been imported."""
    code = f"import sys, {', '.join(modules)}; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


def test_a_closed_pipe_is_quiet() -> None:
    command = f"{sys.executable} -m revcompass explain win_rate | head -1"
    assert _outside("sh", "-c", command).stderr == ""


def test_completion_knows_the_commands() -> None:
    asked = {"COMP_WORDS": "revcompass sh", "COMP_CWORD": "1"}
    ran = _outside(
        sys.executable, "-m", "revcompass", _REVCOMPASS_COMPLETE="bash_complete", **asked
    )
    assert "plain,show" in ran.stdout


def _outside(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **environment}, check=False
    )
