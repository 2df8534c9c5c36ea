"""What a form sends, read up to a limit and no further."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import BinaryIO
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from revcompass.domain.problem import usage_error

_MOST_FIELDS = 1 << 20
_ENVELOPE = 1 << 16
_DRAINED = 1 << 30


class _TooLargeError(Exception):
    """More was sent than is read."""


async def fields_of(request: Request) -> tuple[tuple[str, str], ...]:
    """The fields of an ordinary form, in their order; raises `form_unreadable`."""
    body = bytearray()
    try:
        async for chunk in _limited(request, _MOST_FIELDS):
            body += chunk
    except _TooLargeError:
        raise usage_error("form_unreadable") from None
    return tuple(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


@asynccontextmanager
async def file_of(request: Request, most: int) -> AsyncIterator[tuple[str, BinaryIO]]:
    """The name and the content of the one file a form sends; it is gone after the block.

    Raises `upload_too_large` for more than `most` bytes, `no_file`, `form_unreadable`. What is too
    much is read to its end all the same: browsers listen only once all is sent.
    """
    parser = MultiPartParser(
        request.headers,
        _limited(request, most + _ENVELOPE),
        max_files=1,
        max_fields=8,
        max_part_size=_ENVELOPE,
    )
    try:
        form = await parser.parse()
    except _TooLargeError:
        raise usage_error("upload_too_large", megabytes=most >> 20) from None
    except (MultiPartException, KeyError):
        raise usage_error("form_unreadable") from None
    try:
        file = next((one for one in form.values() if isinstance(one, UploadFile)), None)
        if file is None or not file.filename:
            raise usage_error("no_file")
        yield file.filename, file.file
    finally:
        await form.close()


async def _limited(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    """What is sent, up to `most` bytes; raises `_TooLargeError` once the rest has come too."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= most:
            yield chunk
        elif size > _DRAINED:
            break
    if size > most:
        raise _TooLargeError
