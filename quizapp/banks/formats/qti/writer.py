"""A bank as a QTI content package: a manifest, a test whose sections are topics, an item a question, its files."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from quizapp.banks.draft_more import media_of
from quizapp.banks.formats.moodle_xml_parts import tidy
from quizapp.banks.formats.packing import missing_file
from quizapp.banks.formats.qti.dialect import VERSION_2, VERSION_3, Dialect, tidy_value
from quizapp.banks.formats.qti.item import MADE_UP
from quizapp.banks.formats.qti.item_body import Pen
from quizapp.banks.formats.qti.item_writer import write_item
from quizapp.banks.written import BankContent, Losses, Written
from quizapp.kit.i18n import N_
from quizapp.questions import Question

_KEPT = {"explanation", "topic", "key", "media", "option_media"}
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,60}")
#: A package of the same bank is the same bytes, whenever it is made.
_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Item:
    name: str
    path: str
    question: Question


def write_qti_2(content: BankContent) -> Written:
    """A content package of QTI 2.1."""
    return _write(content, VERSION_2)


def write_qti_3(content: BankContent) -> Written:
    """A content package of QTI 3.0."""
    return _write(content, VERSION_3)


def _write(content: BankContent, dialect: Dialect) -> Written:
    losses = Losses(dialect.label)
    items = list(_items(content, losses))
    losses.cut_fields([item.question for item in items], _KEPT)
    packed = _packed_names(items)
    pen = Pen(dialect=dialect, addresses={file: f"../{path}" for file, path in packed.items()})
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as container:
        _add(container, "imsmanifest.xml", _manifest(dialect, items, packed).encode())
        _add(container, "test.xml", _test(dialect, items, content.title).encode())
        for item in items:
            _add(container, item.path, write_item(item.question, item.name, pen).encode())
        for file, path in packed.items():
            _add(container, path, content.files[file])
    return Written(content=stream.getvalue(), lost=tuple(losses.found))


def _add(container: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    container.writestr(entry, data)


def _items(content: BankContent, losses: Losses) -> Iterator[_Item]:
    used: set[str] = set()
    for row, question in enumerate(content.questions, start=1):
        missing = missing_file(question, content.files)
        if missing:
            losses.leave_out(row, question, missing)
            continue
        if any(blank.number is not None and blank.accepted for blank in question.blanks):
            losses.cut(row, question, N_("数值题写不下另外的文字答案，只写了数"), field_name="blanks")
        own = f"item-{row:05d}"
        fits = _IDENTIFIER.fullmatch(question.key) and not MADE_UP.fullmatch(question.key) and question.key not in used
        name = question.key if fits else own
        used.add(name)
        yield _Item(name=name, path=f"items/{own}.xml", question=question)


def _packed_names(items: Sequence[_Item]) -> dict[str, str]:
    """Path in the package by ``Media.file``."""
    files = dict.fromkeys(media.file for item in items for media in media_of(item.question))
    return {file: f"media/m{number:05d}{_ending(file)}" for number, file in enumerate(files, start=1)}


def _ending(file: str) -> str:
    found = re.search(r"\.[A-Za-z0-9]{1,5}$", file)
    return found[0].lower() if found else ""


def _test(dialect: Dialect, items: Sequence[_Item], title: str) -> str:
    make = dialect.element
    sections = []
    for number, topic in enumerate(dict.fromkeys(item.question.topic for item in items), start=1):
        references = "".join(
            make("assessmentItemRef", identifier=f"ref-{item.name}", href=item.path)
            for item in items
            if item.question.topic == topic
        )
        sections.append(
            make("assessmentSection", references, identifier=f"section-{number}", title=topic, visible="true")
        )
    part = make("testPart", "".join(sections), identifier="part-1", navigationMode="nonlinear", submissionMode="simultaneous")  # fmt: skip
    return dialect.root("assessmentTest", part, identifier="test", title=title)


def _manifest(dialect: Dialect, items: Sequence[_Item], packed: Mapping[str, str]) -> str:
    resources = [_resource("res-test", dialect.test_type, "test.xml", (), [f"res-{item.name}" for item in items])]
    for item in items:
        files = list(dict.fromkeys(packed[media.file] for media in media_of(item.question)))
        resources.append(_resource(f"res-{item.name}", dialect.item_type, item.path, files, ()))
    space = dialect.manifest_namespace
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest xmlns="{space}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="{space} {dialect.manifest_schema_location}" identifier="manifest">\n'
        f"<metadata><schema>{dialect.schema}</schema><schemaversion>{dialect.schema_version}</schemaversion></metadata>\n"
        f"<organizations/>\n<resources>\n{''.join(resources)}</resources>\n</manifest>\n"
    )


def _resource(name: str, kind: str, path: str, files: Sequence[str], needs: Sequence[str]) -> str:
    inside = "".join(f'<file href="{tidy(tidy_value(file))}"/>' for file in (path, *files))
    inside += "".join(f'<dependency identifierref="{each}"/>' for each in needs)
    return f'<resource identifier="{name}" type="{kind}" href="{path}">{inside}</resource>\n'
