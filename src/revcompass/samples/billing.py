"""The life of a customer: terms of service, and the spans of state within them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import count

from revcompass.samples.days import AS_OF, FIRST_DAY, add_months, later
from revcompass.samples.dice import Dice
from revcompass.samples.facts import CHANNEL_CHURN, monthly_churn
from revcompass.samples.prices import ADD_ON, MONTHS_IN, PLANS, monthly
from revcompass.samples.rows import Sheets
from revcompass.samples.spans import TRIAL_DAYS, Purchase, Span, Talk, Term

HORIZON = 60
"""Days after the export for which a notice may already have been given."""

EVENTS: Mapping[str, Mapping[str, float]] = {
    "b2c": {"pause": 0.006, "late": 0.012},
    "smb": {"more": 0.016, "less": 0.006, "higher": 0.004, "lower": 0.001, "pause": 0.004,
            "late": 0.009, "asked": 0.004},
    "mid": {"more": 0.024, "less": 0.007, "higher": 0.003, "lower": 0.001, "late": 0.004,
            "add_on": 0.005, "asked": 0.018},
    "enterprise": {"more": 0.034, "less": 0.006, "add_on": 0.009, "asked": 0.030},
}  # fmt: skip
"""What may happen to a subscription in a month, and how often."""

RETURNS = 0.14
"""Share of lost customers that come back some months later."""


class Life:
    """All that happens to one customer after the first deal, as known on the day of the export."""

    def __init__(self, purchase: Purchase, start: date, sheets: Sheets, dice: Dice) -> None:
        self.account = purchase.account
        self.offer = purchase.offer
        self.spans: list[Span] = []
        self.talks: list[Talk] = []
        self.terms: list[Term] = []
        self._new_id = sheets.new_id
        self._dice = dice
        self._main: Span
        self._add_on: Span | None = None
        self._quiet_until = start
        next_start: date | None = start
        while next_start is not None and next_start <= AS_OF:
            end = self._live(next_start)
            self.terms.append(Term(next_start, end))
            next_start = self._return(end)

    def add_trial(self) -> None:
        """Put a free trial in front of the first paid day."""
        paid = self.spans[0]
        begin = later(paid.starts_on, -TRIAL_DAYS)
        trial = Span(
            paid.subscription_id, paid.plan, paid.seats, 0, begin, paid.starts_on, "trialing"
        )
        self.spans.insert(0, trial)

    def idle(self, day: date) -> bool:
        """True while the service is paused or cut off."""
        return any(
            span.status in ("paused", "unpaid")
            and span.starts_on <= day < (span.ends_on or later(AS_OF, 1))
            for span in self.spans
        )

    def _live(self, start: date) -> date | None:
        """One term of service; the day it ends, if that is known by the export."""
        self._main = self._open(start, self.offer.plan, self.offer.seats)
        self._add_on = None
        self._quiet_until = start
        interval = MONTHS_IN[self.offer.interval]
        for month in count(1):
            day = add_months(start, month)
            if day > later(AS_OF, HORIZON):
                return None
            if day < FIRST_DAY or day <= self._quiet_until:
                continue  # of the time before the records, only the customers still there are known
            if month % interval == 0:
                leaves = self._dice.chance(self._churn(day, month, interval))
                if leaves and self._notice(day) > AS_OF:
                    return None
                self._talk_of_renewal(day, leaves=leaves)
                if leaves:
                    self._end(day, "voluntary", self._notice(day))
                    return day
            if day <= AS_OF and (end := self._happen(day)) is not None:
                return end
        return None

    def _churn(self, day: date, month: int, interval: int) -> float:
        """The chance to leave at this renewal; new customers leave more often."""
        young = 1.3 if month <= 6 else 0.95
        rate = young * monthly_churn(self.account.desk, self.account.channel, day)
        stays = 1.0
        for _ in range(interval):
            stays *= 1 - rate
        return 1 - stays

    def _notice(self, day: date) -> date:
        """The day the notice is given: earlier for longer contracts."""
        days = 45 if self.offer.interval == "year" else 12 + day.day % 9
        return max(self._main.starts_on, later(day, -days))

    @property
    def _unrest(self) -> float:
        """Customers who are likely to leave also pause and pay late more often."""
        return CHANNEL_CHURN[self.account.channel]

    def _happen(self, day: date) -> date | None:
        """At most one change in a month; the day of the end, where the change is one."""
        roll = self._dice.random()
        for event, rate in EVENTS[self.account.desk].items():
            roll -= rate * (self._unrest if event in ("pause", "late") else 1.0)
            if roll < 0:
                return self._change(event, day)
        return None

    def _change(self, event: str, day: date) -> date | None:
        seats = self._main.seats
        match event:
            case "more":
                self._resize(day, seats + max(1, round(seats * (0.08 + 0.3 * self._dice.random()))))
            case "less":
                self._resize(day, max(1, round(seats * (0.6 + 0.3 * self._dice.random()))))
            case "higher":
                self._switch(day, 1)
            case "lower":
                self._switch(day, -1)
            case "asked":
                share = 0.1 + 0.3 * self._dice.random()
                closed = later(day, self._dice.between(0, 60))
                amount = 12 * round(self._main.mrr * share)
                self.talks.append(Talk("expansion", closed, won=False, amount=amount))
            case "add_on":
                self._buy_add_on(day)
            case "pause":
                self._pause(day)
            case _:
                return self._pay_late(day)
        return None

    def _resize(self, day: date, seats: int) -> None:
        before = self._main.mrr
        span = replace(self._main, starts_on=day, seats=seats, replaces="")
        span.mrr = self._price(span.plan, seats)
        self._follow(day, span)
        self._talk_of_growth(day, span.mrr - before)

    def _switch(self, day: date, step: int) -> None:
        """Move to the next plan, under a new subscription that names the one it replaces."""
        place = PLANS.index(self._main.plan) + step
        if not 0 <= place < len(PLANS):
            return
        before = self._main.mrr
        old = self._main.subscription_id
        span = replace(self._main, subscription_id=self._new_id("S"), plan=PLANS[place])
        span.starts_on, span.replaces = day, old
        span.mrr = self._price(span.plan, span.seats)
        self._follow(day, span)
        self._talk_of_growth(day, span.mrr - before)

    def _buy_add_on(self, day: date) -> None:
        if self._add_on is None:
            self._add_on = self._open(day, ADD_ON, max(1, self._main.seats // 2))
            amount = 12 * self._add_on.mrr
            self.talks.append(Talk("expansion", day, won=True, amount=amount, product=ADD_ON))

    def _pause(self, day: date) -> None:
        """One to three months without service; only plans paid by the month can pause."""
        if self.offer.interval != "month":
            return
        back = add_months(day, self._dice.between(1, 3))
        active = self._main
        self._follow(day, replace(active, starts_on=day, status="paused", mrr=0, replaces=""))
        self._follow(back, replace(active, starts_on=back, replaces=""))
        self._quiet_until = back

    def _pay_late(self, day: date) -> date | None:
        """A payment fails: most pay after three weeks, the others are cut off and end."""
        paying = self._main
        self._follow(day, replace(paying, starts_on=day, status="past_due", replaces=""))
        if self._dice.chance(0.75):
            paid = later(day, 21)
            self._follow(paid, replace(paying, starts_on=paid, replaces=""))
            return None
        cut_off = later(day, 14)
        self._follow(cut_off, replace(paying, starts_on=cut_off, status="unpaid", mrr=0))
        self._main.replaces = ""
        self._end(later(day, 28), "involuntary", None)
        return later(day, 28)

    def _open(self, day: date, plan: str, seats: int) -> Span:
        span = Span(self._new_id("S"), plan, seats, self._price(plan, seats), day)
        self.spans.append(span)
        return span

    def _follow(self, day: date, span: Span) -> None:
        """End the present span on the day and go on with the next, whose end is yet unknown."""
        self._main.ends_on = day
        span.ends_on = None
        self._main = span
        self.spans.append(span)

    def _end(self, day: date, reason: str, requested: date | None) -> None:
        for span in (self._main, self._add_on):
            if span is not None:
                span.ends_on, span.reason, span.requested_on = day, reason, requested
                if day <= AS_OF and span.status == "active":
                    span.status = "cancelled"

    def _price(self, plan: str, seats: int) -> int:
        offer = self.offer
        off = offer.discount_percent if offer.discount_months == 0 else 0
        return monthly(plan, seats, offer.interval, offer.currency, off)

    def _talk_of_growth(self, day: date, more: int) -> None:
        """Growth of some size is sold; small additions are made by the customers themselves."""
        if more > 0 and (self.account.desk != "smb" or self._dice.chance(0.4)):
            self.talks.append(Talk("expansion", day, won=True, amount=12 * more))

    def _talk_of_renewal(self, day: date, *, leaves: bool) -> None:
        if self.account.desk == "enterprise" and self.offer.interval == "year":
            closed = self._notice(day) if leaves else later(day, -self._dice.between(3, 20))
            amount = 12 * self._main.mrr
            self.talks.append(Talk("renewal", closed, won=not leaves, amount=amount))

    def _return(self, end: date | None) -> date | None:
        if end is None or not self._dice.chance(RETURNS):
            return None
        return add_months(end, self._dice.between(2, 8))
