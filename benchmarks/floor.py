"""The least such a server does: `python -m benchmarks.floor PORT BYTES` sends always the same."""

from __future__ import annotations

import sys

import uvicorn
from starlette.responses import Response
from starlette.types import Receive, Scope, Send


def main(port: int, size: int) -> None:
    """Answer everything with so many bytes."""
    body = b"x" * size

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await Response(body, media_type="text/html")(scope, receive, send)

    uvicorn.run(app, port=port, access_log=False, log_level="warning", lifespan="off")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
