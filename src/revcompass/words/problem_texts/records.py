"""What can be wrong with a record, and what contradicts it."""

from __future__ import annotations

from revcompass.domain.words import N_
from revcompass.words.problem_texts.text import Text, Texts

RECORDS: Texts = {
    "missing_value": Text(
        N_("The required “{field}” is empty."),
        N_("Fill it in the source; a total or comment row can stay set aside."),
    ),
    "missing_one_of": Text(
        N_("One of {columns} is needed."),
        N_("Fill one of them in the source."),
    ),
    "unreadable_amount": Text(
        N_("“{value}” is not an amount with “{decimal}” as its decimal sign."),
        N_(
            "Correct it, or set format = {{ decimal = … }}; signs and codes of money belong in "
            "the currency column."
        ),
    ),
    "amount_without_currency": Text(
        N_("The amount “{value}” has no currency."),
        N_("Map a currency column, or set it in `constants`."),
    ),
    "amount_too_large": Text(
        N_("The amount “{value}” is larger than can be stored."),
        N_("See whether the decimal sign is right."),
    ),
    "too_many_decimals": Text(
        N_("“{value}” has more decimals than can be stored exactly."),
        N_("Round it in the source, or see whether the decimal sign is right."),
    ),
    "unreadable_number": Text(
        N_(
            "“{value}” is not a number with “{decimal}” as its decimal sign (or not a whole "
            "one, where one is needed)."
        ),
        N_("Correct it, or set format = {{ decimal = … }}."),
    ),
    "number_too_large": Text(
        N_("The number “{value}” is larger than can be stored."),
        N_("See whether the decimal sign is right."),
    ),
    "unreadable_rate": Text(
        N_("“{value}” is not a rate of exchange above zero."),
        N_("Correct it in the source."),
    ),
    "unreadable_date": Text(
        N_("“{value}” is not a date in the form {format}."),
        N_("Correct it, or set format = {{ dates = … }}; `revcompass check --pin` proposes it."),
    ),
    "impossible_date": Text(
        N_("“{value}” is not a day of the calendar."),
        N_(
            "Correct it; see whether day and month are the right way round in format = {{ "
            "dates = … }}."
        ),
    ),
    "unreadable_boolean": Text(
        N_("“{value}” is neither true nor false."),
        N_("Use true or false, yes or no, 1 or 0, or map it in `values`."),
    ),
    "unknown_value": Text(
        N_("“{value}” is not one of {choices}."),
        N_("Map it in `values`."),
    ),
    "unknown_currency": Text(
        N_("“{value}” is not the code of a currency (ISO 4217)."),
        N_("Use a code such as EUR, or map it in `values`."),
    ),
    "cancelled_without_end": Text(
        N_("A cancelled subscription says neither when it ended nor when that was asked for."),
        N_("Fill ends_on or cancel_requested_at in the source."),
    ),
    "period_without_end": Text(
        N_("Spend from a day on says no day it goes to."),
        N_("Fill `to` (the first day after), or use `date`."),
    ),
    "conflicting_duplicates": Text(
        N_(
            "Records share the key “{value}” but differ in {differs} (records: {times}). None "
            "was loaded."
        ),
        N_("Keep the right one in the source."),
        numbers=("times",),
    ),
    "naive_times": Text(
        N_("Times in “{column}” do not say their zone and were read as UTC (records: {count})."),
        N_(
            "Add the zone in the source, or declare the part after the day as fixed, e.g. "
            'dates = "%Y-%m-%d 00:00:00".'
        ),
        numbers=("count",),
    ),
    "lookup_missed": Text(
        N_("“{value}” was not found in {lookup} (records: {rows})."),
        N_("Correct it, or map it in `values`."),
        numbers=("rows",),
    ),
    "ends_before_start": Text(
        N_("It ends ({value}) before it starts ({other}) and counts for nothing."),
        N_("Correct the dates in the source; see `ends_on_inclusive`."),
        days=("value", "other"),
    ),
    "overlap_cut": Text(
        N_(
            "Subscription {subscription} from {starts_on} overlaps its next start and was cut "
            "on {cut_on}."
        ),
        N_("End the earlier row when the next one starts."),
        days=("starts_on", "cut_on"),
    ),
    "closed_before_created": Text(
        N_("The deal was closed ({value}) before it was created ({other})."),
        N_("Correct the dates in the source; such deals are left out of cycle lengths."),
        days=("value", "other"),
    ),
    "won_without_amount": Text(
        N_("The deal is won but has no amount."),
        N_("Fill the amount; until then it is left out of deal sizes."),
    ),
    "no_created_at": Text(
        N_("Deals have no day of creation (records: {count})."),
        N_("They load, and are left out where that day is needed."),
        numbers=("count",),
    ),
    "no_closed_at": Text(
        N_("Decided deals have no closing day (records: {count})."),
        N_("They load, and are left out where that day is needed."),
        numbers=("count",),
    ),
    "future_events": Text(
        N_("Records of {table} lie after the day of the load by “{column}” (records: {count})."),
        N_(
            "See whether day and month are the right way round; they count once their day has come."
        ),
        numbers=("count",),
    ),
    "unknown_account": Text(
        N_("“{value}” is not among the accounts (records of {table}: {count})."),
        N_("Add the account, or correct the id."),
        numbers=("count",),
    ),
    "similar_names": Text(
        N_("These accounts differ only by case, spaces or punctuation: {names}."),
        N_("See whether they are one account; if so give them one id."),
    ),
    "unknown_stage": Text(
        N_("The stage “{value}” is not listed in [funnel] (records of {table}: {count})."),
        N_("Add it to `stages`, or map it in `values`."),
        numbers=("count",),
    ),
    "mixed_probability": Text(
        N_(
            "Percentages and shares are mixed: probabilities above 1 in {percents} records, "
            "below in {shares}."
        ),
        N_("Use one of the two in the source."),
        numbers=("percents", "shares"),
    ),
    "missing_rate": Text(
        N_(
            "There is no rate of exchange from {currency} to {reporting} (accounts: "
            "{accounts}; in records: {amount} {currency})."
        ),
        N_("Add rows to exchange_rates; until then totals that touch {currency} are not defined."),
        numbers=("accounts", "amount"),
    ),
    "churned_but_running": Text(
        N_("The account is flagged as churned, and its subscriptions still run."),
        N_("Correct the flag or end the subscriptions; metrics follow the subscriptions."),
    ),
    "currency_contradicts": Text(
        N_("The sign beside “{field}” is of another currency than the row's."),
        N_("Correct the amount or the currency of the row."),
    ),
}
