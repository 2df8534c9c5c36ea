"""How the server listens."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

from revcompass.server.run import Place, listen


def test_answers_are_not_held_back() -> None:
    """With Nagle's delay the body, written after the head, waits to be acknowledged."""

    async def delay_is_off() -> bool:
        found: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def accepted(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            accepting = writer.get_extra_info("socket")
            found.set_result(bool(accepting.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)))
            writer.close()

        with listen(Place(port=0)) as listening:
            server = await asyncio.start_server(accepted, sock=listening)
            _, asking = await asyncio.open_connection(*listening.getsockname())
            asking.close()
            async with server:
                return await found

    with ThreadPoolExecutor(1) as apart:  # the browser's tests keep a loop in this thread
        assert apart.submit(lambda: asyncio.run(delay_is_off())).result()
