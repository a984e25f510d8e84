"""QTI files into readings: content packages, and single XML files."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from quizapp.banks.draft import Draft, shorten
from quizapp.banks.formats.attachments import Attachments, bytes_of_uri
from quizapp.banks.formats.moodle_xml_texts import name_lost_picture, name_vector
from quizapp.banks.formats.qti.flow import Attach
from quizapp.banks.formats.qti.item import fill_item
from quizapp.banks.formats.qti.names import as_version_2, deep
from quizapp.banks.formats.qti.old_items import fill_old_item
from quizapp.banks.formats.qti.package import Part, QtiPackage, open_package
from quizapp.banks.formats.xml_text import parse_text
from quizapp.banks.reading import BankReading, finish_all, refused
from quizapp.kit.i18n import N_
from quizapp.questions import Media
from quizapp.sheets import ZIP_MAGIC, BrokenXml, FileRefused, Node, Problem, error

KEY = "qti"
_ROOTS = re.compile(r"<(?:\w+:)?(?:assessmentItem|assessmentTest|qti-assessment-(?:item|test)|questestinterop)\b")
#: Larger than any picture or sound of a question.
_MAX_ATTACHMENT = 12 * 1024 * 1024


def is_package(data: bytes) -> bool:
    """Whether it is a zip container with a manifest in it."""
    return data.startswith(ZIP_MAGIC) and b"imsmanifest.xml" in data


def sniff_text(text: str) -> bool:
    """Whether the text is a QTI item or test."""
    return text.lstrip("\ufeff \r\n\t").startswith("<") and _ROOTS.search(text[:400_000]) is not None


def read_package(data: bytes) -> BankReading:
    """Questions of a content package; a problem's row is the number of the question in it."""
    try:
        package = open_package(data)
    except BrokenXml as broken:
        return refused(_broken("imsmanifest.xml", broken), KEY)
    except FileRefused as refusal:
        return refused(refusal.as_problem(), KEY)
    attachments = Attachments()
    drafts = _drafts(package.parts(), package, attachments)
    title = package.title()
    return finish_all(drafts, KEY, meta={"title": title} if title else {}, files=attachments.files)


def read_text(text: str) -> BankReading:
    """Questions of a single XML file; a problem's row is the number of the question in it."""
    try:
        root, _ = parse_text(text)
    except BrokenXml as broken:
        return refused(
            Problem(row=broken.line, code="E-SYNTAX", severity="error", phrase=broken.as_problem().phrase), KEY
        )
    attachments = Attachments()
    parts = [Part(name="", root=as_version_2(root))]
    if parts[0].root is not None and parts[0].root.name == "assessmentTest":
        message = N_("这是一份 QTI 试卷目录，题目在别的文件里：请上传整个 QTI 压缩包（zip）")
        return refused(error(0, "E-EMPTY", message), KEY)
    return finish_all(_drafts(parts, None, attachments), KEY, files=attachments.files)


def _broken(name: str, broken: BrokenXml) -> Problem:
    message = N_("压缩包里的 %(file)s：%(reason)s")
    return error(0, "E-SYNTAX", message, file=name, reason=broken.as_problem().phrase)


def _drafts(parts: Iterable[Part], package: QtiPackage | None, attachments: Attachments) -> Iterator[Draft]:
    seen: dict[str, int] = {}
    row = 0
    for part in parts:
        for item in _items(part):
            row += 1
            draft = Draft(row=row, topic=part.topic)
            if item is None:
                draft.give_up(
                    "E-SYNTAX", N_("第 %(row)d 题：压缩包里的 %(file)s %(reason)s"), file=part.name, reason=part.reason
                )
            elif item.name == "item":
                fill_old_item(draft, item, _attach(draft, part, package, attachments))
            else:
                fill_item(draft, item, _attach(draft, part, package, attachments))
            _name_repeated(draft, seen)
            yield draft


def _items(part: Part) -> Iterator[Node | None]:
    if part.root is None:
        yield None
    elif part.root.name == "assessmentItem":
        yield part.root
    else:
        yield from deep(part.root, "item", "assessmentItem")


def _name_repeated(draft: Draft, seen: dict[str, int]) -> None:
    first = seen.setdefault(draft.key, draft.row) if draft.key else draft.row
    if first != draft.row:
        message = N_("第 %(row)d 行：identifier “%(key)s”与第 %(first)d 题重复，已不用作题目代码")
        draft.warn("W-DUPID", message, "key", key=shorten(draft.key), first=first)
        draft.key = ""


def _attach(draft: Draft, part: Part, package: QtiPackage | None, attachments: Attachments) -> Attach:
    def attach(address: str, alt: str) -> Media | None:
        data = bytes_of_uri(address)
        if not data and package is not None:
            data = package.read(_place(part.name, address), _MAX_ATTACHMENT)
        media = attachments.keep(data, alt=alt)
        if media is None:
            name_lost_picture(draft, address)
        else:
            name_vector(draft, media)
        return media

    return attach


def _place(part: str, address: str) -> str:
    """The name inside the package that an address beside ``part`` means; empty for anything outside."""
    try:
        split = urlsplit(address.removeprefix("$IMS-CC-FILEBASE$/").removeprefix("%24IMS-CC-FILEBASE%24/"))
    except ValueError:
        return ""
    if split.scheme or split.netloc or not split.path or split.path.startswith("/"):
        return ""
    place = posixpath.normpath(posixpath.join(posixpath.dirname(part), unquote(split.path)))
    return "" if place.startswith("..") else place
