"""Pictures and sounds as people upload them, made on the spot."""

from __future__ import annotations

from array import array
from io import BytesIO
from math import sin
from typing import Any

import soundfile
from PIL import Image

#: Reads as GPS text in the middle of a photo.
SECRET = "somebody was here"
VECTOR = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 750"><rect width="9" height="9"/></svg>'


def picture(size: tuple[int, int] = (640, 480), fmt: str = "PNG", *, mode: str = "RGB", **options: Any) -> bytes:
    """A picture with a dark square in its upper left corner."""
    drawn = Image.new("RGB", size, "#cde")
    drawn.paste("#123", (0, 0, size[0] // 2, size[1] // 2))
    stream = BytesIO()
    drawn.convert(mode).save(stream, fmt, **options)
    return stream.getvalue()


def photo(size: tuple[int, int] = (640, 480), *, orientation: int = 1) -> bytes:
    """A JPEG with EXIF: who took it, and how the phone was held."""
    about = Image.Exif()
    about[0x013B], about[0x0112] = SECRET, orientation
    return picture(size, "JPEG", exif=about, comment=SECRET.encode())


def moving() -> bytes:
    """A GIF of three frames, red first."""
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "green", "blue")]
    stream = BytesIO()
    frames[0].save(stream, "GIF", save_all=True, append_images=frames[1:])
    return stream.getvalue()


def sound(fmt: str = "WAV", *, seconds: float = 1.0, rate: int = 44_100, channels: int = 1) -> bytes:
    """A tone with a title in its tags."""
    stream = BytesIO()
    wave = array("f", (sin(n / 20) / 2 for n in range(int(seconds * rate)) for _ in range(channels)))
    with soundfile.SoundFile(stream, "w", rate, channels, format=fmt) as written:
        written.title = SECRET
        written.buffer_write(wave.tobytes(), dtype="float32")
    return stream.getvalue()
