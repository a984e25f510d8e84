"""Sounds of any accepted format become MP3 without tags."""

from __future__ import annotations

from io import BytesIO

import pytest
import soundfile

from quizapp.errors import Invalid
from quizapp.media import make_sound
from tests.media.files import SECRET, picture, sound


@pytest.mark.parametrize("fmt", ["WAV", "FLAC", "OGG", "MP3"])
@pytest.mark.parametrize("channels", [1, 2])
def test_it_works(fmt: str, channels: int) -> None:
    made = make_sound(sound(fmt, channels=channels))
    with soundfile.SoundFile(BytesIO(made.content)) as opened:
        assert opened.format == "MP3"
        assert 0.9 < opened.frames / opened.samplerate < 1.3
    assert (made.mime, made.ending) == ("audio/mpeg", "mp3")


def test_tags_stay_behind() -> None:
    original = sound("FLAC")
    assert SECRET.encode() in original
    assert SECRET.encode() not in make_sound(original).content


def test_speech_takes_little_room() -> None:
    assert len(make_sound(sound(seconds=10)).content) < 120_000


def test_longer_than_five_minutes_is_refused() -> None:
    with pytest.raises(Invalid, match="超过 5 分钟"):
        make_sound(sound("FLAC", seconds=301, rate=8000))


def test_a_rate_that_phones_cannot_play_is_named() -> None:
    with pytest.raises(Invalid, match="96000 Hz"):
        make_sound(sound(rate=96_000))


def test_a_header_that_promises_more_than_there_is() -> None:
    whole = sound("WAV", seconds=2)
    assert make_sound(whole[: len(whole) // 2]).content


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", picture(), b"\0\0\0\x1cftypM4A " + b"\0" * 99, b"#!AMR\n" + b"\0" * 50, b"RIFF" + b"\xff" * 60, b"OggS" * 9,
     b"fLaC" + b"\0" * 60, b"ID3" + b"\xff" * 60, sound("AIFF"), sound("WAV")[:44], sound(channels=3)],
    ids=range(12),
)  # fmt: skip
def test_everything_else_is_refused_with_the_formats_named(content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        make_sound(content)
    assert "MP3、WAV、OGG、FLAC" in str(refused.value)
    assert refused.value.field == "audio"
