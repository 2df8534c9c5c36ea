"""A new book: a folder with settings to start from, explained in a language."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from zoneinfo import available_timezones

from revcompass.book.durable import clear_faults, write_whole
from revcompass.book.settings import SETTINGS_FILE
from revcompass.book.suggest import nearest
from revcompass.domain.money import CURRENCIES
from revcompass.domain.problem import usage_error
from revcompass.words.languages import LANGUAGES
from revcompass.words.translate import Translator

_WIDTH, _REMARK_AT = 100, 32

_SOURCES = """\
#
# [[source]]
# name = "billing"
# table = "subscriptions"
# files = "billing/*.csv"
# columns = {{ account_id = "customer", starts_on = "start", ends_on = "end", amount = "price" }}
# constants = {{ interval = "month", currency = {currency} }}
# format = {{ delimiter = ";", decimal = ",", dates = "%d.%m.%Y" }}   # {pinned}
#
# [[source]]
# name = "customers"
# table = "accounts"
# files = "customers.csv"
# columns = {{ account_id = "customer", name = "company" }}
"""
_FUNNEL = """\
# [funnel]
# stages = ["Prospecting", "Engaging", "Won"]
"""


def init_book(
    folder: Path,
    currency: str = "EUR",
    timezone: str = "UTC",
    fiscal_year_start: int = 1,
    *,
    force: bool = False,
    words: Translator | None = None,
) -> Path:
    """Write a starter `revcompass.toml`, its remarks in a language; the folder is made if need be.

    Returns the settings' path. Raises `book_exists` (unless `force`: the settings are replaced,
    snapshots stay), `unknown_setting_value`, `setting_out_of_range`.
    """
    for key, value, known in (
        ("currency", currency, CURRENCIES),
        ("timezone", timezone, available_timezones()),
    ):
        if value not in known:
            raise usage_error(
                "unknown_setting_value",
                section="book",
                key=key,
                value=value,
                did_you_mean=nearest(value, sorted(known)),
            )
    if not 1 <= fiscal_year_start <= 12:
        raise usage_error(
            "setting_out_of_range",
            section="book",
            key="fiscal_year_start",
            value=str(fiscal_year_start),
            least=1,
            most=12,
        )
    path = folder / SETTINGS_FILE
    if path.exists() and not force:
        raise usage_error("book_exists", folder=str(folder))
    with clear_faults(folder):
        folder.mkdir(parents=True, exist_ok=True)
        text = _starter(
            words or Translator(),
            name=json.dumps(folder.resolve().name, ensure_ascii=False),
            currency=json.dumps(currency),
            timezone=json.dumps(timezone),
            month=fiscal_year_start,
        )
        write_whole(path, text.encode())
    return path


def _starter(words: Translator, *, name: str, currency: str, timezone: str, month: int) -> str:
    """The settings' text: what is set, and what may be, behind a `#`."""
    say = words.ui
    return "\n".join(
        (
            _remark(say("The settings of this book. Paths are relative to this folder.")),
            "",
            "[book]",
            f"name = {name}",
            _line(f"currency = {currency}", say("the reporting currency (ISO 4217)")),
            _line(f"timezone = {timezone}", say("the day of an instant is its day here")),
            _line(f"fiscal_year_start = {month}", say("the month the fiscal year begins with")),
            _line(
                f'# language = "{words.language}"',
                say("{languages}; else that of the environment", languages=", ".join(LANGUAGES)),
            ),
            _line("# gross_margin = 0.8", say("share of revenue left after the cost of service")),
            _line(
                "# as_of = 2026-09-30",
                say("the day the data reach to; else the latest recorded event"),
            ),
            "",
            _remark(
                say("Any policy by name; `revcompass explain METRIC` lists those a metric obeys.")
            ),
            "[policies]",
            '# churn_date = "service_end"',
            "",
            _remark(
                say(
                    "One [[source]] for each kind of record. A column whose header equals the "
                    "canonical name needs no mapping; further columns are kept and can be sliced "
                    "by."
                )
            ),
            _SOURCES.format(currency=currency, pinned=say("`check --pin` proposes it")),
            _remark(say("The stages of a deal, in order.")),
            _FUNNEL,
        )
    )


def _remark(text: str) -> str:
    return "\n".join(textwrap.wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="# "))


def _line(setting: str, remark: str) -> str:
    return f"{setting.ljust(_REMARK_AT)} # {remark}"
