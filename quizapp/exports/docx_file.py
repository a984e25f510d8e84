"""A docx as bytes that say nothing of when they were written: the same document is the same file, today and next year."""

from __future__ import annotations

import io
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


def save_docx(file: Any, stream: BinaryIO) -> None:
    """Write ``file`` (a python-docx document); its parts carry no time of day."""
    made = io.BytesIO()
    file.save(made)
    with ZipFile(made) as parts, ZipFile(stream, "w", ZIP_DEFLATED) as target:
        for name in parts.namelist():
            part = ZipInfo(name)  # 1980-01-01, the first day a zip knows
            part.compress_type = ZIP_DEFLATED
            target.writestr(part, parts.read(name))
