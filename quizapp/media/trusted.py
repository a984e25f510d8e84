"""Files that ship with the software: their kind, type and size, without touching a byte of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from quizapp.errors import Misconfigured
from quizapp.kit.i18n import N_

_MIMES = {
    "svg": "image/svg+xml", "webp": "image/webp", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg",
    "mp3": "audio/mpeg",
}  # fmt: skip
_VIEW_BOX = re.compile(rb"<svg\b[^>]*\bviewBox=[\"']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedFile:
    """A shipped file ready to be stored."""

    content: bytes
    mime: str
    ending: str
    width: int
    height: int


def read_trusted(path: str, content: bytes) -> tuple[str, TrustedFile]:
    """``picture`` or ``audio``, and the file. Raises `Misconfigured` naming a file that is neither."""
    ending = path.rpartition(".")[2].lower()
    mime = _MIMES.get(ending)
    if mime is None:
        raise Misconfigured(N_("题库的图片 %(file)s 格式不认识：请用 svg、webp、png 或 jpg，声音用 mp3"), file=path)
    if mime.startswith("audio/"):
        return "audio", TrustedFile(content=content, mime=mime, ending=ending, width=0, height=0)
    width, height = _vector_size(path, content) if ending == "svg" else Image.open(BytesIO(content)).size
    return "picture", TrustedFile(content=content, mime=mime, ending=ending, width=width, height=height)


def _vector_size(path: str, content: bytes) -> tuple[int, int]:
    found = _VIEW_BOX.search(content)
    if found is None:
        raise Misconfigured(N_("题库的图片 %(file)s 没有 viewBox，不知道大小"), file=path)
    return round(float(found[1])), round(float(found[2]))
