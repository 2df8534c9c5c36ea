"""`revcompass serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
        "revcompass serve --host 10.0.0.5 --cert metrics.pem --key metrics.key",
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
    help=N_("Interface to listen on; others than this machine take users and TLS, or a proxy."),
)
@click.option(
    "--behind-proxy",
    "proxy",
    metavar="NAME",
    help=N_("A proxy does TLS and is reached under this host name; without users, login too."),
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="NAME",
    help=N_("Host name people open, where --cert is given; may be repeated."),
)
@click.option(
    "--cert",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=N_("Certificate to serve over TLS with, as PEM."),
)
@click.option(
    "--key",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=N_("Its key, as PEM; without it in the certificate's file."),
)
@options.language
@click.pass_context
def serve(
    context: click.Context, /, folder: Path | None, names: tuple[str, ...], **place: Any
) -> None:
    """Serve a book."""
    session = options.session_of(context)
    book = house.book_folder(folder)

    def tell(address: str) -> None:
        session.tell(session.words.ui("Open {address}", address=address))
        session.tell(session.words.ui("Stop with Ctrl-C."))

    house.serve_book(book, names=names, tell=tell, **place)
