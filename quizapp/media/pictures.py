"""Uploaded pictures made harmless and small: decoded once, everything but the pixels dropped, written as WebP."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_

#: What may be uploaded, as people say it.
PICTURES_SAID = "JPG、PNG、WebP、GIF、BMP"
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
#: Longest side of what is stored, pixels.
MAX_SIDE = 1600
#: Pixels that are worth decoding: more than any phone's camera takes; a bomb claims far more.
MAX_PIXELS = 64_000_000
_QUALITY = 82


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePicture:
    """A picture ready to be stored."""

    content: bytes
    width: int
    height: int
    mime: str = "image/webp"
    ending: str = "webp"


def make_picture(content: bytes) -> MadePicture:
    """The picture as WebP, at most 1600 pixels long, upright, the first frame if it moves, without EXIF or anything else.

    Raises `Invalid` for what is no picture, is broken, or claims more pixels than any camera takes.
    """
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as opened:
            return _made(opened)
    except Invalid:
        raise
    # Decoders meet hostile bytes here and fail in as many ways as there are formats.
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise _too_large() from bomb
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, OverflowError, MemoryError) as broken:
        message = N_("图片读不出来：请换成 %(formats)s 格式；苹果手机的 HEIC 照片请先另存为 JPG")
        raise Invalid(message, field="picture", formats=PICTURES_SAID) from broken


def _made(opened: Image.Image) -> MadePicture:
    width, height = opened.size
    if width * height > MAX_PIXELS:
        raise _too_large()
    # A JPEG can be decoded at half or quarter size: a 50-megapixel photo costs a tenth of the memory.
    opened.draft("RGB", (MAX_SIDE, MAX_SIDE))
    picture = ImageOps.exif_transpose(opened)
    has_holes = "A" in picture.getbands() or "transparency" in picture.info
    picture = picture.convert("RGBA" if has_holes else "RGB")
    picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    # A new image knows nothing of the old one's profiles, comments and positions.
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    stream = BytesIO()
    bare.save(stream, "WEBP", quality=_QUALITY, method=4)
    return MadePicture(content=stream.getvalue(), width=bare.width, height=bare.height)


def _too_large() -> Invalid:
    message = N_("图片的像素太多（最多 %(limit)d 万像素）：请缩小后再上传")
    return Invalid(message, field="picture", limit=MAX_PIXELS // 10_000)
