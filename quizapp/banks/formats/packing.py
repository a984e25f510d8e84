"""Pictures and sounds of a question on their way into a file."""

from __future__ import annotations

from collections.abc import Mapping

from quizapp.banks.draft_more import media_of
from quizapp.kit.i18n import N_, Phrase
from quizapp.questions import Question

_MIMES = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
    "bmp": "image/bmp", "svg": "image/svg+xml", "mp3": "audio/mpeg", "ogg": "audio/ogg", "wav": "audio/wav",
    "flac": "audio/flac", "m4a": "audio/mp4",
}  # fmt: skip


def missing_file(question: Question, files: Mapping[str, bytes]) -> Phrase | None:
    """Why the question cannot be packed: the first of its files that is not at hand."""
    name = next((media.file for media in media_of(question) if media.file not in files), None)
    return None if name is None else Phrase(N_("图片或声音“%(file)s”不在手边"), file=name)


def mime_of(name: str) -> str:
    """The MIME type by the ending of a file's name."""
    return _MIMES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
