"""The book file of the sample company: what each export is, and how its columns are called."""

from collections.abc import Callable, Mapping

from revcompass.domain.words import N_
from revcompass.samples import deals, finance
from revcompass.samples.days import AS_OF
from revcompass.samples.facts import STAGES
from revcompass.samples.rows import OPPORTUNITY_HEADINGS, SPEND_HEADINGS, USAGE_HEADINGS

NAME = "Velquist Ledger"
"""An invented company that sells bookkeeping software."""

_INVENTED = N_("An invented company: every record in it is made up.")
_HEAD = """\
# {name} (revcompass.samples)
# {invented}

[book]
name = "{name}"
currency = "EUR"
timezone = "Europe/Berlin"
fiscal_year_start = 1
gross_margin = 0.8
as_of = "{as_of}"
preset = "revcompass"

[funnel]
stages = [{stages}]
"""

_SOURCES = (
    ("accounts", "accounts", "crm/accounts.csv"),
    ("leads", "leads", "crm/leads.csv"),
    ("opportunities", "opportunities", "crm/opportunities.csv"),
    ("stage_history", "stage_changes", "crm/stage_history.csv"),
    ("activities", "activities", "crm/activities.csv"),
    ("billing", "subscriptions", "billing/subscriptions.csv"),
    ("usage", "usage", "product/usage_*.csv"),
    ("survey", "answers", "survey/answers.csv"),
    ("spend", "spend", "finance/ausgaben.csv"),
    ("targets", "targets", "finance/targets.csv"),
    ("exchange_rates", "exchange_rates", "finance/exchange_rates.csv"),
)

_NOTES = {
    "opportunities": N_("Names of the CRM (columns: ours = theirs, values: theirs = ours)."),
    "spend": N_("The bookkeeper writes 1234,50 and 31.12.2025, and parts columns by semicolons."),
}


def book_text(say: Callable[[str], str] = str) -> str:
    """The whole text of `revcompass.toml`; `say` gives its remarks in a language."""
    stages = ", ".join(f'"{stage}"' for stage in STAGES)
    head = _HEAD.format(name=NAME, invented=say(_INVENTED), as_of=AS_OF.isoformat(), stages=stages)
    notes = {name: f"# {say(note)}\n" for name, note in _NOTES.items()}
    return "\n".join([head, *(notes.get(one[0], "") + _source(*one) for one in _SOURCES)])


def _source(name: str, table: str, files: str) -> str:
    text = f'[[source]]\nname = "{name}"\ntable = "{table}"\nfiles = "{files}"\n'
    if name == "opportunities":
        text += _columns(OPPORTUNITY_HEADINGS)
        text += _values("kind", deals.KIND_NAMES)
        text += _values("outcome", deals.RESULT_NAMES)
    if name == "usage":
        text += _columns(USAGE_HEADINGS)
    if name == "spend":
        text += 'format = { delimiter = ";", decimal = ",", dates = "%d.%m.%Y" }\n'
        text += _columns(SPEND_HEADINGS)
        text += _values("category", finance.CATEGORY_NAMES)
        text += _values("kind", finance.KIND_NAMES)
    return text


def _columns(headings: Mapping[str, str]) -> str:
    lines = [f'{ours} = "{theirs}"' for ours, theirs in headings.items() if ours != theirs]
    return "\n[source.columns]\n" + "\n".join(lines) + "\n"


def _values(column: str, names: Mapping[str, str]) -> str:
    lines = [f'"{theirs}" = "{ours}"' for ours, theirs in names.items() if ours != theirs]
    return f"\n[source.values.{column}]\n" + "\n".join(lines) + "\n"
