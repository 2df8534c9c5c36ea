"""Start serving a book, on this machine unless a proxy stands in front."""

from __future__ import annotations

import contextlib
import ipaddress
import signal
import socket
import ssl
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import uvicorn

from revcompass.charts.render import drawing_elsewhere
from revcompass.desk.service import Service
from revcompass.domain.problem import RevcompassError, usage_error
from revcompass.server.access import TOKEN, Access
from revcompass.server.app import make_app
from revcompass.server.people import People

PORT = 8017
_DRAWING = 2
_WARM_UP_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen: an interface, a port (0: any free one), and the name a proxy goes by.

    With TLS: `cert` and `key` are PEM files, `names` the names people open.
    """

    host: str = "127.0.0.1"
    port: int = PORT
    proxy: str | None = None
    names: tuple[str, ...] = ()
    cert: Path | None = None
    key: Path | None = None


def serve(folder: Path, place: Place, tell: Callable[[str], None]) -> None:
    """Serve until interrupted; `tell` hears the address to open once it is listened on.

    Raises `no_book` and what is wrong in its settings, `not_loopback`, `no_name`,
    `bad_certificate`, `not_private`, `port_taken`.
    """
    service, people = Service(folder), People(folder)
    service.book()
    sign_in = people.are_there
    if place.proxy is None and not is_loopback(place.host) and not (sign_in and place.cert):
        raise usage_error("not_loopback", host=place.host)
    _check_certificate(place)
    listening = listen(place)
    port = listening.getsockname()[1]
    access = _access(place, port, sign_in=sign_in)
    config = uvicorn.Config(
        make_app(service, access, people if sign_in else None),
        ssl_certfile=place.cert if place.proxy is None else None,
        ssl_keyfile=place.key if place.proxy is None else None,
        access_log=False,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    asked = f"?{urlencode({TOKEN: access.token})}" if access.by_token else ""
    tell(f"{access.origins[0]}/{asked}")
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _end)
    with drawing_elsewhere(_DRAWING):
        if access.by_token:
            threading.Thread(target=_warm_up, args=(port, access), daemon=True).start()
        uvicorn.Server(config).run(sockets=[listening])


def _end(*_: object) -> None:
    """Told to end, the server ends the processes that draw too; the default would leave them."""
    sys.exit(0)


def _warm_up(port: int, access: Access) -> None:
    """Ask for the first page, so that whoever opens it need not wait until all has been read."""
    headers = {"Host": access.hosts[0], "Authorization": f"Bearer {access.token}"}
    with (
        contextlib.suppress(OSError, HTTPException),
        closing(HTTPConnection("localhost", port, timeout=_WARM_UP_SECONDS)) as asking,
    ):
        asking.request("GET", "/", headers=headers)
        asking.getresponse().read()


def _access(place: Place, port: int, *, sign_in: bool) -> Access:
    """Whoever holds the token of this start comes in on this machine, or where nobody signs in."""
    if place.proxy:
        return replace(Access.behind_proxy(place.proxy), by_token=not sign_in)
    if place.cert is None:
        return Access.on_loopback(port)
    names = place.names or (place.host,)
    if any(_is_every_interface(one) for one in names):
        raise usage_error("no_name", host=place.host)
    return replace(Access.over_tls(names, port), by_token=not sign_in)


def _is_every_interface(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return host == ""


def _check_certificate(place: Place) -> None:
    """Found wrong before anything listens."""
    if place.cert is None:
        return
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(place.cert, place.key)
    except (OSError, ssl.SSLError) as fault:
        raise usage_error("bad_certificate", reason=fault.strerror or str(fault)) from fault


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the interface.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def listen(place: Place) -> socket.socket:
    """A listening socket; raises `port_taken`."""
    host = "127.0.0.1" if place.host == "localhost" else place.host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns off Nagle's delay (40 ms an answer) only for sockets that are named TCP.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, place.port))
        listening.listen(128)
    except OSError as fault:
        listening.close()
        raise RevcompassError("port_taken", port=place.port, next=place.port + 1) from fault
    return listening
