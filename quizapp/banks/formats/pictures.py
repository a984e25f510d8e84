"""Pictures that travel inside a file: what they are, how large, and the name they get beside the questions."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import MutableMapping

from PIL import Image

from quizapp.questions import Media

#: A single picture of a paper; phone photographs are smaller.
MAX_PICTURE = 12 * 1024 * 1024
_KINDS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp", "BMP": "bmp"}


def keep_picture(data: bytes, files: MutableMapping[str, bytes], *, alt: str = "") -> Media | None:
    """The picture noted in ``files`` under a name made of its content; None when no browser could show it."""
    known = _look_at(data)
    if known is None:
        return None
    ending, width, height = known
    name = f"pictures/{hashlib.sha256(data).hexdigest()[:16]}.{ending}"
    files.setdefault(name, data)
    return Media(file=name, alt=alt, width=width, height=height)


def _look_at(data: bytes) -> tuple[str, int, int] | None:
    """Ending, width and height; only the header is read, nothing is unpacked."""
    if not 0 < len(data) <= MAX_PICTURE:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=tuple(_KINDS)) as picture:
                return _KINDS[picture.format or ""], picture.width, picture.height
    except Exception:  # noqa: BLE001 - a decoder fed with anything raises anything; the picture is then not one
        return None
