"""Whatever comes in, a small upright WebP without a trace of who took it goes out."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image, ImageFile

from quizapp.errors import Invalid
from quizapp.media import MadePicture, make_picture, pictures
from quizapp.media.pictures import MAX_SIDE
from tests.media.files import SECRET, moving, photo, picture


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_it_works(fmt: str) -> None:
    made = make_picture(picture((640, 480), fmt))
    assert opened(made.content).format == "WEBP"
    assert (made.width, made.height) == (640, 480) == opened(made.content).size
    assert (made.mime, made.ending) == ("image/webp", "webp")


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "CMYK", "1", "I;16", "LA"])
def test_every_kind_of_pixel_is_read(mode: str) -> None:
    fmt = "JPEG" if mode == "CMYK" else "PNG"
    assert make_picture(picture((64, 48), fmt, mode=mode)).width == 64


def left_besides_pixels(original: bytes) -> set[str]:
    """What a picture still says once it was made ready: the photographer's words, notes, bytes of the file itself."""
    assert SECRET.encode() in original
    made = make_picture(original + b"<script>").content
    words = {word for word in (SECRET, "<script>") if word.encode() in made}
    return words | ({"exif", "icc_profile", "xmp", "comment"} & set(opened(made).info))


def test_nothing_but_pixels_is_left() -> None:
    assert left_besides_pixels(photo()) == set()


def _as_it_came(picture: Image.Image) -> MadePicture:
    """Looked at and kept."""
    picture.load()
    return MadePicture(content=photo() + b"<script>", width=picture.width, height=picture.height)


def _with_its_notes(picture: Image.Image) -> MadePicture:
    """Drawn anew, with whatever was noted in it."""
    stream = BytesIO()
    picture.save(stream, "WEBP", exif=picture.info["exif"])
    return MadePicture(content=stream.getvalue(), width=picture.width, height=picture.height)


@pytest.mark.parametrize(
    ("twin", "left"), [(_as_it_came, {SECRET, "<script>", "comment"}), (_with_its_notes, {SECRET, "exif"})]
)
def test_the_twin_that_keeps_more_is_caught(
    monkeypatch: pytest.MonkeyPatch, twin: Callable[[Image.Image], MadePicture], left: set[str]
) -> None:
    monkeypatch.setattr(pictures, "_made", twin)
    assert left_besides_pixels(photo()) >= left


def test_a_sideways_photo_stands_upright() -> None:
    made = make_picture(photo((640, 480), orientation=6))
    assert (made.width, made.height) == (480, 640)
    assert sum(opened(made.content).convert("RGB").getpixel((450, 20))) < 150  # type: ignore[arg-type]


def test_a_large_one_is_made_small() -> None:
    made = make_picture(picture((4000, 1000), "JPEG"))
    assert (made.width, made.height) == (MAX_SIDE, 400)


def test_the_first_frame_stands_for_a_moving_one() -> None:
    made = opened(make_picture(moving()).content)
    assert not getattr(made, "is_animated", False)
    red, green, _blue = made.convert("RGB").getpixel((20, 15))  # type: ignore[misc]
    assert red > 200 > 60 > green


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def refused(content: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[str, bool]:
    """What is said of it, and whether a pixel was asked for before; none is decoded here, a bomb would take gigabytes."""
    asked = []

    def decode(picture: ImageFile.ImageFile) -> None:
        asked.append(picture)
        raise OSError("decoded")

    monkeypatch.setattr(ImageFile.ImageFile, "load", decode)
    with pytest.raises(Invalid) as caught:
        make_picture(content)
    return str(caught.value), bool(asked)


@pytest.mark.parametrize("size", [(9_000, 9_000), (10_000, 10_000), (60_000, 60_000), (2_000_000_000, 2)])
def test_a_bomb_is_refused_before_it_is_decoded(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(bomb(*size), monkeypatch) == ("图片的像素太多（最多 6400 万像素）：请缩小后再上传", False)


def test_the_twin_that_counts_no_pixels_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that the decoder's own limit lets pass."""
    monkeypatch.setattr(pictures, "MAX_PIXELS", 10**12)
    assert refused(bomb(9_000, 9_000), monkeypatch)[1]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"hello", b"\x89PNG\r\n\x1a\n", picture()[:300], photo()[:500], b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.4",
        b"GIF89a" + b"\xff" * 40, bomb(10, 10)[:-40], b"BM" + b"\xff" * 80, b"RIFF\x10\0\0\0WEBPVP8 ",
    ],
    ids=range(11),
)  # fmt: skip
def test_what_is_no_picture_is_refused_with_the_formats_named(content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        make_picture(content)
    assert "JPG、PNG" in str(refused.value)
    assert refused.value.field == "picture"


def test_the_same_pixels_give_the_same_bytes() -> None:
    assert make_picture(photo()).content == make_picture(photo()).content
