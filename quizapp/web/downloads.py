"""Files that go out: one plain GET, a name that survives every browser, nothing kept on the server."""

from __future__ import annotations

from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from flask import Response, send_file
from flask_babel import gettext as _

from quizapp.exports import FORMATS, Column, Document, Scalar, content_disposition, file_name, write, write_rows

#: Larger files wait on disk while they are sent.
_IN_MEMORY = 4 * 1024 * 1024


def send_document(document: Document, fmt: str, name: str) -> Response:
    """``document`` as a download; ``name`` without extension. Raises `Invalid` for an unknown format."""
    stream = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed with the response
    write(document, cast(IO[bytes], stream), fmt)  # type: ignore[arg-type]
    return _send(stream, fmt, name)


def send_rows(
    columns: tuple[Column, ...], rows: Iterable[tuple[Scalar, ...]], fmt: str, name: str, *, watermark: str = ""
) -> Response:
    """A flat table as a download (xlsx or csv), written as it is read; ``name`` without extension."""
    stream = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed with the response
    yes, no = _("是"), _("否")
    said = (tuple((yes if cell else no) if isinstance(cell, bool) else cell for cell in row) for row in rows)
    write_rows(columns, said, cast(IO[bytes], stream), fmt, watermark=watermark)  # type: ignore[arg-type]
    return _send(stream, fmt, name)


def _send(stream: SpooledTemporaryFile[bytes], fmt: str, name: str) -> Response:
    stream.seek(0)
    response = send_file(cast(IO[bytes], stream), mimetype=FORMATS[fmt].mime)
    response.headers["Content-Disposition"] = content_disposition(file_name(name, None, FORMATS[fmt].extension))
    return response
