"""What decides how movements are built: the question, and what the subscriptions look like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from revcompass.domain import policy as p
from revcompass.domain.period import Grain


@dataclass(frozen=True, slots=True)
class Shape:
    """What the loaded subscriptions look like; decides which steps are needed at all."""

    currencies: tuple[str, ...]
    has_pauses: bool = False
    has_discounts: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """One way to build the ledger: grain, slices below the account, policies, last day."""

    grain: Grain
    cells: tuple[str, ...]
    policies: p.PolicySet
    cut: date
    shape: Shape

    @property
    def lanes(self) -> tuple[str, ...]:
        """What the native amounts of one entity are kept apart by."""
        return self.cells if self.has_one_currency else (*self.cells, "rated_as")

    @property
    def has_one_currency(self) -> bool:
        """Whether a row's native change is one number, which the ledger then carries along.

        Amounts of one currency may be kept apart too, by the day whose rate they keep.
        """
        fixed = self.policies.choice(p.Fx) is p.Fx.SUBSCRIPTION_START_RATE
        return len(self.shape.currencies) <= 1 and not fixed

    @property
    def keeps_free(self) -> bool:
        """Whether going on for free keeps the customer."""
        return self.policies.choice(p.FreeAfterPaid) is p.FreeAfterPaid.STAYS_ACTIVE

    @property
    def has_pauses(self) -> bool:
        """Whether pauses have columns of their own."""
        own = self.policies.choice(p.Pause) is p.Pause.OWN_CLASS
        return own and self.shape.has_pauses

    @property
    def measures(self) -> tuple[str, ...]:
        """What is followed from change to change."""
        free = ("free",) if self.keeps_free else ()
        return ("change", *(("paused",) if self.has_pauses else ()), *free)

    @property
    def is_whole(self) -> bool:
        """Whether an entity and a period are one row: the class needs no look at other rows."""
        unit = self.policies.choice(p.CustomerUnit)
        return not self.cells and unit is p.CustomerUnit.ACCOUNT

    @property
    def is_valued(self) -> bool:
        """Whether it takes rates, or a look at other rows, to say who is a customer."""
        return bool(self.lanes) or not self.is_whole

    @property
    def is_plain(self) -> bool:
        """Whether, moreover, such a row is one number: the entity is all there is to tell apart."""
        return self.is_whole and not self.lanes and self.grain.chains

    @property
    def stored(self) -> str:
        """The last step that costs more than a look at each row; what follows can be a view."""
        if not self.is_whole:
            return "movements"
        return "valued" if self.lanes else "states"
