"""Pictures and sounds that came inside a file, kept under names made of their content."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

from quizapp.banks.formats.pictures import keep_picture
from quizapp.questions import Media
from quizapp.sheets import BrokenFile, parse_xml

#: First bytes of sounds, and how their files end.
_SOUNDS = ((b"ID3", "mp3"), (b"\xff\xfb", "mp3"), (b"\xff\xf3", "mp3"), (b"OggS", "ogg"), (b"fLaC", "flac"))
_MAX_VECTOR = 1024 * 1024
_DATA_URI = re.compile(r"data:[\w.+-]+/[\w.+-]+;base64,", re.IGNORECASE)


class Attachments:
    """The files of one reading: ``files`` goes into ``BankReading.files``."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def keep(self, data: bytes, *, alt: str = "") -> Media | None:
        """The picture or sound, noted; None when it is neither."""
        return keep_picture(data, self.files, alt=alt) or self._keep_sound(data, alt) or self._keep_vector(data, alt)

    def _keep_sound(self, data: bytes, alt: str) -> Media | None:
        ending = next((ending for start, ending in _SOUNDS if data.startswith(start)), "")
        ending = ending or ("wav" if data[:4] == b"RIFF" and data[8:12] == b"WAVE" else "")
        ending = ending or ("m4a" if data[4:8] == b"ftyp" else "")
        return Media(kind="audio", file=self._named("sounds", data, ending), alt=alt) if ending else None

    def _keep_vector(self, data: bytes, alt: str) -> Media | None:
        if len(data) > _MAX_VECTOR or b"<svg" not in data[:4000]:
            return None
        try:
            root = parse_xml(data)
        except BrokenFile:
            return None
        box = [_length(part) for part in re.split(r"[\s,]+", root.attributes.get("viewBox", "").strip())]
        width, height = (box[2], box[3]) if len(box) == 4 else (0.0, 0.0)
        width, height = (
            _length(root.attributes.get("width", "")) or width,
            _length(root.attributes.get("height", "")) or height,
        )
        return Media(file=self._named("pictures", data, "svg"), alt=alt, width=width, height=height)

    def _named(self, folder: str, data: bytes, ending: str) -> str:
        name = f"{folder}/{hashlib.sha256(data).hexdigest()[:16]}.{ending}"
        self.files.setdefault(name, data)
        return name


def bytes_of_base64(text: str) -> bytes:
    """What the text encodes, spaces and line breaks ignored; nothing when it is no base64."""
    try:
        return base64.b64decode(re.sub(r"\s+", "", text), validate=True)
    except (binascii.Error, ValueError):
        return b""


def bytes_of_uri(uri: str) -> bytes:
    """What a ``data:`` address holds; nothing for any other address."""
    found = _DATA_URI.match(uri)
    return bytes_of_base64(uri[found.end() :]) if found else b""


def _length(text: str) -> float:
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,6})?)(?:px)?", text.strip(), re.ASCII)
    return float(found[1]) if found else 0.0
