"""Uploaded sounds decoded and written again as MP3, which every phone plays; tags, covers and all else stay behind."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.later import later

if TYPE_CHECKING:
    import soundfile  # type: ignore[import-untyped]
else:
    soundfile = later("soundfile")

#: What may be uploaded, as people say it.
SOUNDS_SAID = "MP3、WAV、OGG、FLAC"
_FORMATS = {"MP3", "WAV", "WAVEX", "OGG", "FLAC"}
#: How such files begin; nothing else reaches the decoder.
_STARTS = (b"RIFF", b"OggS", b"fLaC", b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa")
MAX_SECONDS = 300
#: Sampling rates that MP3 knows.
_RATES = {8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000}
_BLOCK = 65_536
#: Between 0 (largest) and 1: about 64 kbit/s for one voice.
_COMPRESSION = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeSound:
    """A sound ready to be stored."""

    content: bytes
    mime: str = "audio/mpeg"
    ending: str = "mp3"
    width: int = 0
    height: int = 0


def make_sound(content: bytes) -> MadeSound:
    """The sound as MP3. Raises `Invalid` for other formats, broken files and more than five minutes."""
    if not content.startswith(_STARTS):
        raise _unreadable()
    try:
        with soundfile.SoundFile(BytesIO(content)) as opened:
            return _made(opened)
    except (soundfile.SoundFileError, RuntimeError, ValueError, TypeError) as broken:
        raise _unreadable() from broken


def _made(opened: soundfile.SoundFile) -> MadeSound:
    if opened.format not in _FORMATS or opened.channels > 2:
        raise _unreadable()
    if opened.samplerate not in _RATES:
        message = N_("音频的采样率 %(rate)d Hz 手机放不了：请另存为 44100 Hz 再上传")
        raise Invalid(message, field="audio", rate=opened.samplerate)
    stream = BytesIO()
    with soundfile.SoundFile(
        stream, "w", opened.samplerate, opened.channels, format="MP3", compression_level=_COMPRESSION
    ) as written:
        _copy(opened, written)
    return MadeSound(content=stream.getvalue())


def _copy(opened: soundfile.SoundFile, written: soundfile.SoundFile) -> None:
    """Block by block: a header may promise hours, and what it says about its own length is not to be trusted."""
    done = 0
    while block := bytes(opened.buffer_read(_BLOCK, dtype="float32")):
        done += len(block) // (4 * opened.channels)
        if done > MAX_SECONDS * opened.samplerate:
            message = N_("音频超过 %(minutes)d 分钟：请剪短后再上传")
            raise Invalid(message, field="audio", minutes=MAX_SECONDS // 60)
        written.buffer_write(block, dtype="float32")
    if not done:
        raise _unreadable()


def _unreadable() -> Invalid:
    message = N_("音频读不出来：可以上传 %(formats)s；微信语音和 M4A 请先转成 MP3")
    return Invalid(message, field="audio", formats=SOUNDS_SAID)
