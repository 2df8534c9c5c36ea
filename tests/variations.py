"""Every choice of every policy, each alone against the defaults."""

from __future__ import annotations

from revcompass.domain.ledgers import LEDGERS
from revcompass.domain.policy import POLICIES, PolicySet
from revcompass.domain.policy_kind import Policy
from revcompass.domain.problem import RevcompassError

_NUMBER = 20
"""For a choice that carries a number."""


def choice_text(policy: type[Policy], code: str) -> str:
    """How the choice is written, with a number where it takes one."""
    try:
        PolicySet.of({policy.policy_name(): code})
    except RevcompassError:
        return f"{code}:{_NUMBER}"
    return code


VARIATIONS: dict[str, PolicySet] = {
    "default": PolicySet(),
    **{
        f"{name}={text}": PolicySet.of({name: text})
        for name, policy in POLICIES.items()
        for member in list(policy)[1:]
        for text in [choice_text(policy, member.code)]
    },
}
"""By what is chosen; the first has nothing but defaults."""


def bears_on(policies: PolicySet, ledger: str) -> bool:
    """Whether the choices can change the ledger's rows; the defaults are asked of all."""
    columns = LEDGERS[ledger].columns().values()
    bearing = {*LEDGERS[ledger].policies, *(one for column in columns for one in column.policies)}
    return all(type(choice.member) in bearing for _, choice in policies.chosen)
