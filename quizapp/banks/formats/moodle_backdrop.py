"""The picture under Moodle's markers: Moodle shrinks large ones when it imports them, but not the places on them."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from quizapp.questions import Media

#: Moodle's own limit, pixels.
_WIDTH, _HEIGHT = 600, 400


@dataclass(frozen=True, kw_only=True, slots=True)
class Backdrop:
    """A picture that Moodle leaves as it is, and what places on it are multiplied with."""

    name: str
    content: bytes
    across: float = 1.0
    down: float = 1.0


def fit_backdrop(picture: Media, content: bytes) -> Backdrop:
    """The picture shrunk to Moodle's limit; drawings have no pixels and stay."""
    try:
        with Image.open(BytesIO(content)) as opened:
            return _fitted(picture, content, opened)
    except (OSError, ValueError, Image.DecompressionBombError):
        return Backdrop(name=picture.file, content=content)


def _fitted(picture: Media, content: bytes, opened: Image.Image) -> Backdrop:
    share = min(1.0, _WIDTH / opened.width, _HEIGHT / opened.height)
    size = max(round(opened.width * share), 1), max(round(opened.height * share), 1)
    across, down = size[0] / (picture.width or size[0]), size[1] / (picture.height or size[1])
    if share == 1.0:
        return Backdrop(name=picture.file, content=content, across=across, down=down)
    stream = BytesIO()
    opened.convert("RGB").resize(size).save(stream, "PNG")
    name = picture.file.rpartition(".")[0] + ".png"
    return Backdrop(name=name, content=stream.getvalue(), across=across, down=down)
