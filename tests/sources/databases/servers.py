"""Real servers for tests, started as an ordinary user in a temporary folder."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

_BIN = "usr/lib/postgresql/*/bin"


def program(name: str, *patterns: str) -> str | None:
    """Where a program is: on the path, or where Debian puts it."""
    found = shutil.which(name)
    if found:
        return found
    paths = sorted(path for pattern in patterns for path in Path("/").glob(pattern))
    return str(paths[-1]) if paths else None


def no_postgresql() -> None:
    """Skip, with the reason; fail where a server has to be there (`REVCOMPASS_POSTGRESQL`)."""
    reason = "no PostgreSQL server is installed (Debian: postgresql)"
    if os.environ.get("REVCOMPASS_POSTGRESQL") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def home() -> Iterator[Path]:
    """A folder that belongs to the user a server runs as."""
    folder = Path(tempfile.mkdtemp(prefix="revcompass-server-"))
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def user() -> str | None:
    """Servers refuse to run as root."""
    return "nobody" if os.getuid() == 0 else None


def run(command: Sequence[str], folder: Path) -> None:
    """A step of the preparation, done as the server's user."""
    subprocess.run(
        command,
        check=True,
        cwd=folder,
        user=user(),
        env={**os.environ, "HOME": str(folder)},
        capture_output=True,
        timeout=120,
    )


@contextlib.contextmanager
def running(command: Sequence[str], folder: Path, ready: Callable[[], bool]) -> Iterator[None]:
    """A server from the first answer to the end of the block."""
    environment = {**os.environ, "HOME": str(folder)}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=folder, user=user(), stdout=log, stderr=log, env=environment
        )
        try:
            end = time.monotonic() + 60
            while not ready():
                assert server.poll() is None, (folder / "log").read_text(errors="replace")
                assert time.monotonic() < end
                time.sleep(0.1)
            yield
        finally:
            server.terminate()
            server.wait(30)


@contextlib.contextmanager
def postgresql() -> Iterator[Mapping[str, str | int]]:
    """A PostgreSQL server with an empty database: the keys to connect with, as its owner."""
    psycopg = pytest.importorskip(
        "psycopg", reason="the extra revcompass[postgresql] is not installed"
    )
    initdb, server = program("initdb", f"{_BIN}/initdb"), program("postgres", f"{_BIN}/postgres")
    if initdb is None or server is None:
        no_postgresql()
        return
    with home() as folder:
        data, port = folder / "data", free_port()
        run([initdb, "-D", str(data), "-U", "ada", "-A", "trust", "-E", "UTF8", "-N"], folder)
        options = ["-h", "127.0.0.1", "-p", str(port), "-k", str(folder), "-F"]
        keys: dict[str, Any] = {"host": "127.0.0.1", "port": port, "user": "ada"}
        keys["dbname"] = "postgres"

        def ready() -> bool:
            try:
                psycopg.connect(**keys).close()
            except psycopg.OperationalError:
                return False
            return True

        with running([server, "-D", str(data), *options], folder, ready):
            yield keys
