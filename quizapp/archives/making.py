"""Making an archive: every document and photo as a file of a zip, then the list with hashes and seal."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

from PIL import Image
from sqlalchemy.orm import Session

from quizapp.archives.dossier import Dossier, read_dossier
from quizapp.archives.manifest import NAME, VERSION, Filed, Manifest, filed, seal_manifest, write_manifest
from quizapp.archives.record import record_document
from quizapp.archives.sign_in import write_arrivals, write_signed
from quizapp.archives.summary import contents_document, summary_document
from quizapp.archives.words import name_of_archive
from quizapp.downloads import Making
from quizapp.evaluations import evaluation_document, improvements_document
from quizapp.exports import Column, Document, Scalar, file_name, write, write_rows
from quizapp.kit.i18n import N_
from quizapp.kit.speech import Say, speaker
from quizapp.photos import KeptPhoto, photo_content
from quizapp.sign_sheets import signatures_of
from quizapp.trainings import is_training, list_lines, read_training, session_document, sum_up

#: What the vault's keyed hash is taken for.
SEAL = "archive"
_JPEG_QUALITY = 88


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file to be: where in the zip, what it is, and how it is made."""

    path: str
    title: str
    write: Callable[[BinaryIO], object]


def write_archive(making: Making) -> int:
    """The zip; how many files it holds, the list included."""
    choices, session = making.choices, making.session
    say, folder = speaker(str(choices["locale"])), choices.get("forms")
    dossier = read_dossier(
        session, int(choices["session_id"]), forms=Path(folder) if folder else None, now=making.now
    )  # fmt: skip
    parts = list(parts_of(session, dossier, say))
    made_by = str(choices["made_by"])
    with ZipFile(making.stream, "w", ZIP_DEFLATED, compresslevel=6) as book:
        box = _Box(book, dossier)
        for number, part in enumerate(parts, 1):
            box.put(part)
            making.tick(number, len(parts) + 2)
        listed = contents_document(dossier, box.files, made_by, say)
        box.put(_document(f"00 {say(N_('目录'))}.pdf", say(N_("目录")), listed))
        key = partial(making.vault.index, purpose=SEAL)
        manifest = seal_manifest(_manifest(dossier, box.files, made_by, say), key)
        box.write(NAME, write_manifest(manifest))
    return len(box.files) + 1


def _manifest(dossier: Dossier, files: list[Filed], made_by: str, say: Say) -> Manifest:
    return Manifest(
        version=VERSION, title=name_of_archive(dossier, say), session=dossier.facts.id, campaign=dossier.campaign.code,
        unit=dossier.facts.host_name, made_at=dossier.now.astimezone(UTC).isoformat(timespec="seconds"), made_by=made_by,
        ledger_position=dossier.position, ledger_sealed_to=dossier.sealed_to, ledger_head=dossier.head, files=tuple(files),
    )  # fmt: skip


class _Box:
    """The zip with the list of what went in."""

    def __init__(self, book: ZipFile, dossier: Dossier) -> None:
        self.book, self.files = book, list[Filed]()
        self.moment = dossier.now.astimezone(ZoneInfo(dossier.facts.time_zone)).timetuple()[:6]

    def put(self, part: Part) -> None:
        """Make the file and note its hash."""
        stream = io.BytesIO()
        part.write(stream)
        content = stream.getvalue()
        self.write(part.path, content)
        self.files.append(filed(part.path, part.title, content))

    def write(self, path: str, content: bytes) -> None:
        """Pictures are not packed again: it costs and saves nothing."""
        info = ZipInfo(path, date_time=self.moment)
        info.compress_type = ZIP_STORED if path.endswith(".jpg") else ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        self.book.writestr(info, content)


def parts_of(session: Session, dossier: Dossier, say: Say) -> Iterator[Part]:
    """Every file of the archive but its two lists, in the order of their names."""
    word = say(N_("演练")) if dossier.is_drill else say(N_("培训")) if dossier.is_training else say(N_("活动"))
    record, summary = say(N_("%(word)s记录"), word=word), say(N_("%(word)s总结"), word=word)
    yield from _both(f"01 {record}", record, record_document(dossier, say))
    if is_training(dossier.facts.kind):
        yield from _training(session, dossier, say)
    yield from _evaluations(dossier, say, say(N_("%(word)s评估"), word=word))
    if dossier.improvements:
        name = say(N_("%(word)s问题整改"), word=word)
        made = improvements_document(
            dossier.improvements, dossier.facts, say, figures=dossier.figures, mark=dossier.mark, now=dossier.now
        )
        yield from _both(f"03 {name}", name, made)
    yield from _sign_in(session, dossier, say, say(N_("%(word)s签到"), word=word))
    yield from _photos(session, dossier, say, say(N_("%(word)s照片"), word=word))
    yield from _both(f"06 {summary}", summary, summary_document(dossier, say))


def _document(path: str, title: str, document: Document) -> Part:
    return Part(path=path, title=title, write=lambda stream: write(document, stream, path.rpartition(".")[2]))


def _both(stem: str, title: str, document: Document) -> Iterator[Part]:
    """To edit and to print."""
    yield _document(f"{stem}.docx", title, document)
    yield _document(f"{stem}.pdf", title, document)


def _training(session: Session, dossier: Dossier, say: Say) -> Iterator[Part]:
    """The record that the law asks for, and each person's attendance and result as a table."""
    training = read_training(session, dossier.facts)
    lines = list_lines(session, training, now=dossier.now)
    totals = sum_up(session, training, lines)
    document = session_document(training, lines, totals, say, with_names=True, now=dossier.now)
    yield from _both(f"02 {document.title}", document.title, document)
    results = say(N_("每人到场和考核结果"))
    yield _document(f"02 {results}.xlsx", results, document)


def _evaluations(dossier: Dossier, say: Say, folder: str) -> Iterator[Part]:
    """Finished ones, corrected ones among them; drafts are nobody's word yet."""
    for view in dossier.evaluations:
        if view.is_finished:
            name = _safe(f"{view.row.id}-{view.evaluators[0][0]}")
            document = evaluation_document(view, dossier.facts, say, figures=dossier.figures, mark=dossier.mark)
            yield from _both(f"02 {folder}/{name}", f"{folder} {view.names}", document)


def _safe(name: str) -> str:
    """A file's name without ending."""
    return file_name(name, None, "x").removesuffix(".x")


def _sign_in(session: Session, dossier: Dossier, say: Say, folder: str) -> Iterator[Part]:
    arrivals, signed = say(N_("签到名单")), say(N_("签到表"))
    yield Part(
        path=f"04 {folder}/{arrivals}.xlsx", title=arrivals, write=lambda stream: write_arrivals(dossier, say, stream)
    )
    if dossier.arrivals:
        strokes = signatures_of(session, [line.attendance_id for line in dossier.arrivals])
        yield Part(
            path=f"04 {folder}/{signed}.pdf", title=signed,
            write=lambda stream: write_signed(dossier, strokes, say, stream),
        )  # fmt: skip
    paper = say(N_("纸质签到表原件"))
    for number, photo in enumerate(dossier.sheet_photos, 1):
        yield _photo(session, dossier, photo, f"04 {folder}/{paper}-{number:02d}.jpg", paper)


def _photos(session: Session, dossier: Dossier, say: Say, folder: str) -> Iterator[Part]:
    """Photos of the place and of what was mended, numbered, with a table of captions."""
    lines: list[tuple[Scalar, ...]] = []
    proof, zone = say(N_("整改后")), ZoneInfo(dossier.facts.time_zone)
    for number, photo in enumerate([*dossier.photos, *dossier.proofs], 1):
        caption = photo.caption or say(N_("现场照片"))
        caption = f"{proof} {caption}" if photo in dossier.proofs else caption
        path = f"05 {folder}/{_safe(f'{number:02d} {caption[:40]}')}.jpg"
        seen = say(N_("和另外 %(n)s 场的照片相同"), n=len(photo.also_in)) if photo.also_in else ""
        lines.append((path.rpartition("/")[2], caption, photo.uploaded_at.astimezone(zone).replace(tzinfo=None), seen))
        yield _photo(session, dossier, photo, path, caption)
    if lines:
        titles = ((N_("文件"), 40), (N_("说明"), 40), (N_("上传时间"), 20), (N_("重复使用"), 30))
        columns = tuple(Column(title=say(title), width=width) for title, width in titles)
        captions = say(N_("照片说明"))
        yield Part(
            path=f"05 {folder}/00 {captions}.xlsx", title=captions,
            write=lambda stream: write_rows(columns, lines, stream, "xlsx"),
        )  # fmt: skip


def _photo(session: Session, dossier: Dossier, photo: KeptPhoto, path: str, title: str) -> Part:
    """JPEG, which every machine opens; nothing but pixels."""

    def save(stream: BinaryIO) -> None:
        _subject, content = photo_content(session, dossier.facts.id, photo.id)
        with Image.open(io.BytesIO(content)) as opened:
            opened.convert("RGB").save(stream, "JPEG", quality=_JPEG_QUALITY)

    return Part(path=path, title=title, write=save)
