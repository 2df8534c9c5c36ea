"""`revcompass tokens`: what programs come in with when a book is served."""

from __future__ import annotations

from pathlib import Path

import click

from revcompass.cli import house, options
from revcompass.cli.help import Command
from revcompass.cli.options import Form
from revcompass.cli.output import write_listed
from revcompass.cli.values import Named, WholeNumber
from revcompass.domain.problem import usage_error
from revcompass.domain.viewer import Role
from revcompass.domain.words import N_

_MOST_DAYS = 3650
_DAYS = 90


@click.command(
    cls=Command,
    help=N_(
        "Add, list or revoke tokens for the API of a served book. A token sees what its owner "
        "sees, and may do what both its owner and its scope may. It is shown once."
    ),
    examples=(
        "revcompass tokens list",
        "revcompass tokens add ana --scope viewer --days 30",
        "revcompass tokens revoke 1f2e3d4c",
    ),
)
@click.argument("action", metavar="add|list|revoke", type=Named(("add", "list", "revoke")))
@click.argument("name", metavar="NAME|ID", required=False)
@options.book
@click.option(
    "--scope",
    type=Named(role.value for role in Role),
    metavar="ROLE",
    default=Role.VIEWER.value,
    help=N_("What it may do at most: viewer, analyst or admin; without it viewer."),
)
@click.option(
    "--days",
    type=WholeNumber(_MOST_DAYS),
    metavar="N",
    default=_DAYS,
    help=N_("Days until it expires; without it 90."),
)
@options.language
@options.forms(Form.JSON)
@click.pass_context
def tokens(
    context: click.Context,
    /,
    action: str,
    name: str | None,
    *,
    book: Path | None,
    scope: str,
    days: int,
) -> None:
    """Manage tokens."""
    session, folder = options.session_of(context), house.book_folder(book)
    people = house.people_of(folder)
    if action == "list":
        found = [
            {
                "id": one.id,
                "user": one.name,
                "scope": one.scope.value,
                "expires": house.day_of(one.expires),
            }
            for one in people.tokens()
        ]
        write_listed(session, options.form_of(context), found)
        return
    if name is None:
        raise usage_error("missing_argument", argument="NAME|ID", command="revcompass tokens")
    if action == "revoke":
        people.revoke(name)
        house.note_access(folder, f"tokens revoke {name}")
        session.tell(session.words.ui("The token {id} is worth nothing now.", id=name))
        return
    token, secret = people.add_token(name, Role(scope), days)
    house.note_access(folder, f"tokens add {token.id} for {name} up to {scope}")
    session.tell(session.words.ui("Token {id}, shown only now:", id=token.id))
    session.write(secret)
