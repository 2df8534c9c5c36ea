"""`revcompass serve`."""

from __future__ import annotations

from pathlib import Path

import click

from revcompass.cli import house, options
from revcompass.cli.help import Command
from revcompass.cli.values import WholeNumber
from revcompass.domain.words import N_

_MOST_PORTS = 65535


@click.command(
    cls=Command,
    help=N_(
        "Serve a book on this machine until Ctrl-C: pages for people, /api/v1 for programs. The "
        "address that is printed lets its holder in. A new load is shown without a restart."
    ),
    examples=(
        "revcompass serve acme",
        "revcompass serve --port 9000",
        "revcompass serve acme --host 0.0.0.0 --behind-proxy metrics.example.com",
    ),
)
@options.folder
@click.option(
    "--port",
    type=WholeNumber(_MOST_PORTS),
    metavar="PORT",
    help=N_("Port to listen on; without it 8017."),
)
@click.option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    help=N_("Interface to listen on; others than this machine only behind a proxy."),
)
@click.option(
    "--behind-proxy",
    "proxy",
    metavar="NAME",
    help=N_("A proxy does login and TLS and is reached under this host name."),
)
@options.language
@click.pass_context
def serve(
    context: click.Context, /, folder: Path | None, port: int | None, host: str, proxy: str | None
) -> None:
    """Serve a book."""
    session = options.session_of(context)
    place = house.book_folder(folder)

    def tell(address: str) -> None:
        session.tell(session.words.ui("Open {address}", address=address))
        session.tell(session.words.ui("Stop with Ctrl-C."))

    house.serve_book(place, host=host, port=port, proxy=proxy, tell=tell)
