"""The reference page: `python -m revcompass.catalogue.policies_page FILE`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from revcompass.domain.policy import POLICIES
from revcompass.domain.policy_kind import LedgerPolicy, Policy
from revcompass.domain.presets import PRESETS, Preset

_INTRO = """\
# Policies and presets

Made from the source by `make reference`; do not edit it by hand.

Where practice differs, a policy says which way a number is counted. The first choice is the
default. `:N` is a whole number that belongs to the choice, in brackets where it may be left out. A
policy marked ◆ changes the rows of a ledger ([ledgers.md](../ledgers.md)); the others only choose
among their columns. `revcompass explain METRIC` lists the policies that bear on a metric, and
`revcompass compare-policies METRIC --period PERIOD` shows what each choice and each preset gives,
and which records make the difference.

## Policies
"""
_PRESETS = """\
## Presets

A preset makes several choices at once, those another tool's documentation states. Where its source
is silent the default stands. What the tool does and no policy covers is listed below its choices.
"""


def page() -> str:
    """The whole page as Markdown."""
    lines = [_INTRO]
    for name, policy in POLICIES.items():
        lines += _policy(name, policy)
    lines.append(_PRESETS)
    for preset in PRESETS.values():
        lines += _preset(preset)
    return "\n".join(lines).rstrip() + "\n"


def _policy(name: str, policy: type[Policy]) -> Iterator[str]:
    mark = " ◆" if issubclass(policy, LedgerPolicy) else ""
    yield f"### `{name}`{mark}"
    yield ""
    yield from ("| choice | what it means |", "|---|---|")
    for member in policy:
        yield f"| `{_written(member)}` | {member.means} |"
    yield ""


def _written(member: Policy) -> str:
    if member.number is None:
        return member.code
    return f"{member.code}:N" if member.number.usual is not None else f"{member.code}[:N]"


def _preset(preset: Preset) -> Iterator[str]:
    yield f"### `{preset.id}`"
    yield ""
    if not preset.choices:
        yield "The defaults."
        yield ""
        return
    yield f"As {preset.name} counts."
    yield ""
    yield from ("| policy | choice | source |", "|---|---|---|")
    for name, choice in preset.choices.items():
        yield f"| `{name}` | `{choice}` | <{preset.sources[name]}> |"
    yield ""
    yield from (f"- {gap}" for gap in preset.gaps)
    if preset.gaps:
        yield ""


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
