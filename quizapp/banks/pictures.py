"""Pictures and sounds of questions: from files beside or inside a bank file to stored ones, and which are shown."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy.orm import Session

from quizapp.banks.reading import BankReading
from quizapp.errors import Invalid, Misconfigured
from quizapp.kit.i18n import N_
from quizapp.media import MadeMedia, StoredMedia, keep_trusted, known_media, make_media, store_media
from quizapp.questions import Media, Question


def media_of_question(question: Question) -> Iterator[Media]:
    """Pictures and sounds of stem, options and parts."""
    yield from question.media
    yield from filter(None, question.option_media)
    for part in question.parts:
        yield from media_of_question(part)


def with_stored(question: Question, stored: Mapping[str, StoredMedia]) -> Question:
    """The question with stored names where ``stored`` knows its files; sizes that were not said are filled in."""
    if next(media_of_question(question), None) is None:
        return question
    return replace(
        question,
        media=tuple(_stored(each, stored) for each in question.media),
        option_media=tuple(_stored(each, stored) if each else None for each in question.option_media),
        parts=tuple(with_stored(part, stored) for part in question.parts),
    )


def _stored(media: Media, stored: Mapping[str, StoredMedia]) -> Media:
    found = stored.get(media.file)
    if found is None:
        return media
    # Regions are drawn in the units that the file declared: those stay.
    is_said = media.width > 0 and media.height > 0
    width, height = (media.width, media.height) if is_said else (float(found.width), float(found.height))
    return replace(media, file=found.name, width=width, height=height)


def make_files(session: Session, reading: BankReading) -> dict[str, MadeMedia]:
    """Pictures and sounds of the questions by the names of their files, made anew: before the transaction that stores.

    Those that stand already are left out, and those that cannot be read: `store_files` names them. One statement.
    """
    kinds = {media.file: media.kind for question in reading.questions for media in media_of_question(question)}
    wanted = {name: content for name, content in reading.files.items() if name in kinds}
    digests = {name: sha256(content).hexdigest() for name, content in wanted.items()}
    known, made = known_media(session, set(digests.values())), {}
    for name, content in wanted.items():
        if digests[name] not in known:
            with suppress(Invalid):
                made[name] = make_media(kinds[name], content)
    return made


def store_files(
    session: Session, reading: BankReading, *, now: datetime, quota_bytes: int, places: Collection[int] | None = None,
    made: Mapping[str, MadeMedia] | None = None,
) -> BankReading:  # fmt: skip
    """The reading with its pictures and sounds stored, for ``places`` (all when None). Others stay as they are.

    ``made`` comes from `make_files`; what it lacks is made here.

    Raises `Invalid` naming the row whose file cannot be read, and `Conflict` when the quota is reached.
    """
    if not reading.files:
        return reading
    chosen = [place for place in range(len(reading.questions)) if places is None or place in places]
    stored: dict[str, StoredMedia] = {}
    for place in chosen:
        row = reading.rows[place] if reading.rows else 0
        for media in media_of_question(reading.questions[place]):
            content = reading.files.get(media.file)
            if content is not None and media.file not in stored:
                ready = (made or {}).get(media.file)
                stored[media.file] = _store(session, media, content, ready, row=row, now=now, quota_bytes=quota_bytes)
    return _replaced(reading, stored)


def _store(
    session: Session, media: Media, content: bytes, made: MadeMedia | None, *, row: int, now: datetime, quota_bytes: int
) -> StoredMedia:
    try:
        return store_media(session, media.kind, content, now=now, quota_bytes=quota_bytes, made=made)
    except Invalid as error:
        message = N_("第 %(row)d 行的题用到的文件“%(file)s”：%(reason)s")
        raise Invalid(message, field="file", row=row, file=media.file, reason=str(error)) from error


def know_files(session: Session, reading: BankReading) -> BankReading:
    """The reading with the stored names of files that were imported before: a preview sees what stands already.

    One statement; nothing is stored or decoded.
    """
    if not reading.files:
        return reading
    digests = {name: sha256(content).hexdigest() for name, content in reading.files.items()}
    known = known_media(session, set(digests.values()))
    return _replaced(reading, {name: known[digest] for name, digest in digests.items() if digest in known})


def _replaced(reading: BankReading, stored: Mapping[str, StoredMedia]) -> BankReading:
    return replace(reading, questions=tuple(with_stored(question, stored) for question in reading.questions))


def ship_files(
    session: Session, banks: Sequence[tuple[Path | None, Sequence[Question]]], *, now: datetime
) -> list[Sequence[Question]]:
    """The questions of each shipped bank with their files stored: one statement where all are stored already.

    A bank is its folder and its questions; without a folder it has no files. Raises `Misconfigured` naming a file that
    is missing.
    """
    wanted = {
        (folder, media.file)
        for folder, questions in banks
        if folder is not None
        for question in questions
        for media in media_of_question(question)
    }
    if not wanted:
        return [questions for _, questions in banks]
    contents = {str(folder / name): _read(folder, name) for folder, name in sorted(wanted)}
    stored = keep_trusted(session, contents, now=now)
    by_folder: dict[Path | None, dict[str, StoredMedia]] = {}
    for folder, name in wanted:
        by_folder.setdefault(folder, {})[name] = stored[str(folder / name)]
    return [[with_stored(each, by_folder.get(folder, {})) for each in questions] for folder, questions in banks]


def _read(folder: Path, name: str) -> bytes:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise Misconfigured(N_("题库的图片 %(file)s 不在安装目录里：请重新安装 quizapp"), file=name)
    return path.read_bytes()
