"""`revcompass users`: who may sign in when a book is served."""

# ruff: noqa: PLC0415 - late imports keep the command line quick to start

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from revcompass.cli import complete, house, options
from revcompass.cli.help import Command
from revcompass.cli.options import Form
from revcompass.cli.output import write_listed
from revcompass.cli.session import Session
from revcompass.cli.values import Named
from revcompass.domain.problem import usage_error
from revcompass.domain.viewer import Role, Sight, Viewer
from revcompass.domain.words import N_

_TEXTS = {
    "add": N_("{name} may sign in now."),
    "password": N_("The password of {name} is changed; their sessions have ended."),
    "remove": N_("{name} may sign in no more."),
}


@click.command(
    cls=Command,
    help=N_(
        "Add, list or remove the people who may sign in to a served book, or set a password. It is "
        "asked for without being shown."
    ),
    examples=(
        "revcompass users list",
        "revcompass users add ana --role admin",
        "revcompass users add ben --role analyst --rows team=North",
        "revcompass users remove ben",
    ),
)
@click.argument("action", metavar="add|list|password|remove", type=Named(("list", *_TEXTS)))
@click.argument("name", metavar="NAME", required=False)
@options.book
@click.option(
    "--role",
    type=Named(role.value for role in Role),
    metavar="ROLE",
    default=Role.VIEWER.value,
    help=N_(
        "viewer sees pages and numbers, analyst also records, exports and problems, admin also "
        "loads, uploads and manages users; without it viewer."
    ),
)
@click.option(
    "--rows",
    multiple=True,
    metavar="SLICE=VALUE[,VALUE]",
    shell_complete=complete.slice_values,
    help=N_("They see only records with these values; without it all."),
)
@click.option("--employees", is_flag=True, help=N_("They see what employees answered, in groups."))
@click.option(
    "--password-stdin", is_flag=True, help=N_("Read the password from the standard input.")
)
@options.language
@options.forms(Form.JSON)
@click.pass_context
def users(
    context: click.Context,
    /,
    action: str,
    name: str | None,
    *,
    book: Path | None,
    role: str,
    rows: Sequence[str],
    employees: bool,
    password_stdin: bool,
) -> None:
    """Manage who may sign in."""
    from revcompass.domain.asking import where

    session, folder = options.session_of(context), house.book_folder(book)
    people = house.people_of(folder)
    if action == "list":
        write_listed(session, options.form_of(context), [_user(one) for one in people.viewers()])
        return
    if name is None:
        raise usage_error("missing_argument", argument="NAME", command="revcompass users")
    if action == "remove":
        people.remove(name)
    elif action == "password":
        people.change_password(name, _password(session, from_stdin=password_stdin))
    else:
        viewer = Viewer(name, Role(role), Sight(where(rows), employees))
        people.add(viewer, _password(session, from_stdin=password_stdin))
    house.note_access(folder, f"users {action} {name} {role if action == 'add' else ''}".rstrip())
    session.tell(session.words.ui(_TEXTS[action], name=name))


def _user(viewer: Viewer) -> dict[str, object]:
    return {
        "name": viewer.name,
        "role": viewer.role.value,
        "rows": {name: list(values) for name, values in viewer.sight.rows},
        "employees": viewer.sight.employees,
    }


def _password(session: Session, *, from_stdin: bool) -> str:
    """A line of the standard input, or what is typed twice without being shown."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    say = session.words.ui
    found: str = click.prompt(
        say("Password"), hide_input=True, confirmation_prompt=say("Once more"), err=True
    )
    return found
