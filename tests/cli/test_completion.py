"""The shell's tab key: the protocol of each shell, and what is offered."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli.fake import Run
from revcompass.catalogue import METRICS
from revcompass.cli.complete import VARIABLE
from revcompass.domain.policy import POLICIES

SETTINGS = """
[book]
currency = "EUR"
[[source]]
name = "billing"
table = "subscriptions"
files = "*.csv"
slices = ["sales_agent"]
"""


@pytest.fixture
def offered(cli: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> object:
    (tmp_path / "revcompass.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "snapshots").mkdir()
    for number in (1, 2):
        (tmp_path / "snapshots" / f"{number:06d}.duckdb").touch()
    monkeypatch.chdir(tmp_path)

    def ask(line: str, shell: str = "bash") -> list[str]:
        monkeypatch.setenv(VARIABLE, f"{shell}_complete")
        monkeypatch.setenv("COMP_LINE", f"revcompass {line}")
        words = f"revcompass {line}".split(" ")
        monkeypatch.setenv("COMP_WORDS", " ".join(words))
        monkeypatch.setenv("COMP_CWORD", words[-1] if shell == "fish" else str(len(words) - 1))
        ran = cli()
        assert (ran.code, ran.err) == (0, "")
        return [line for line in ran.out.splitlines() if line]

    return ask


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("sh", ["plain,show"]),
        ("show customer_ch", ["plain,customer_churn_rate"]),
        ("show customer-ch", ["plain,customer_churn_rate"]),
        ("show mrr,win_r", ["plain,mrr,win_rate"]),
        ("show most_im", ["plain,most_important"]),
        ("explain most_im", []),
        ("trace mrr --side d", ["plain,denominator"]),
        ("show mrr --grain qu", ["plain,quarter"]),
        ("show mrr --by sales", ["plain,sales_agent"]),
        ("show mrr --by segment,sales", ["plain,segment,sales_agent"]),
        ("show mrr --where segm", ["plain,segment="]),
        ("show mrr --policy churn_d", ["plain,churn_date="]),
        ("show mrr --policy churn_date=", ["plain,service_end", "plain,cancel_request"]),
        ("show mrr --policy churn_date=c", ["plain,cancel_request"]),
        ("show mrr --preset revc", ["plain,revcompass"]),
        ("show mrr --preset chart", ["plain,chartmogul"]),
        ("show mrr --compare y", ["plain,year_before"]),
        ("show mrr --currency us", ["plain,USD", "plain,USN"]),
        ("show mrr --as-of 0", ["plain,000002", "plain,000001"]),
        ("show mrr --lang e", ["plain,en"]),
        ("load --source b", ["plain,billing"]),
        ("init x --timezone Europe/Berl", ["plain,Europe/Berlin"]),
        ("status a", ["dir,a"]),
        ("completion z", ["plain,zsh"]),
        ('show mrr --where "seg', ["plain,segment="]),
        ("show mrr --grain nonsense --by sales", ["plain,sales_agent"]),
        ("nonsense ", []),
    ],
)
def test_bash_is_offered(offered: object, line: str, expected: list[str]) -> None:
    assert callable(offered)
    found = offered(line)
    assert set(expected) <= set(found)
    if expected != ["plain,en"]:
        assert found == [one for one in found if one in expected]


def test_every_metric_and_policy_is_offered(offered: object) -> None:
    assert callable(offered)
    assert {one.removeprefix("plain,") for one in offered("explain ")} == set(METRICS)
    names = {one.removeprefix("plain,").rstrip("=") for one in offered("show mrr --policy ")}
    assert names == set(POLICIES)


def test_zsh_and_fish_are_told_names_too(offered: object) -> None:
    assert callable(offered)
    assert offered("show customer_ch", "zsh") == [
        "plain",
        "customer_churn_rate",
        "Customer churn rate",
    ]
    (line,) = offered("show customer_ch", "fish")
    assert line == "plain,customer_churn_rate\tCustomer churn rate"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts_are_printed(cli: Run, shell: str) -> None:
    ran = cli("completion", shell)
    assert ran.code == 0
    assert VARIABLE in ran.out
    assert f"{shell}_complete" in ran.out
    if program := shutil.which(shell):
        subprocess.run([program, "-n"], input=ran.out, text=True, check=True)


def test_an_unknown_shell_is_said(cli: Run) -> None:
    ran = cli("completion", "tcsh")
    assert ran.code == 2
    assert "bash, zsh, fish" in ran.err


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_itself_completes(cli: Run, tmp_path: Path) -> None:
    """As bash calls it: `=` cuts words, so that only the choice is put behind it."""
    script = cli("completion", "bash").out
    run = f"""
        revcompass() {{ {sys.executable} -m revcompass "$@"; }}
        compopt() {{ :; }}
        env() {{ local words=(); while [[ $1 == *=* ]]; do words+=("$1"); shift; done
                command env "${{words[@]}}" {sys.executable} -m revcompass; }}
        {script}
        COMP_LINE='revcompass show mrr --policy churn_date=can' COMP_POINT=${{#COMP_LINE}}
        COMP_LINE='revcompass show mrr --policy churn_date=can'; COMP_POINT=${{#COMP_LINE}}
        _revcompass_completion revcompass; echo "${{COMPREPLY[@]}}"
    """
    ran = subprocess.run(
        ["bash", "-c", run], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert ran.stdout.split() == ["cancel_request"]
