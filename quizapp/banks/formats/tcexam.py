"""TCExam exports: tab separated rows of modules, subjects, questions and answers, and the same as XML."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from quizapp.banks.draft import Draft
from quizapp.banks.markup import has_picture
from quizapp.banks.reading import BankReading, finish_all, refused
from quizapp.kit.i18n import N_
from quizapp.questions import Blank
from quizapp.sheets import BrokenFile, Node, error, parse_xml

KEY = "tcexam"
XML_KEY = "tcexam_xml"
_ROW = re.compile(r'^"?([MSQA])"?\t"?[01]"?\t', re.MULTILINE)
_DIFFICULTIES = {1: "easy", 2: "easy", 3: "medium", 4: "medium"}
_TAG = re.compile(
    r"\[/?(?:b|i|s|u|small|o|sub|sup|code|color|bgcolor|font|size|align|dir|ulist|olist|li)(?:=[^\]]{0,40})?\]"
)
_OBJECT = re.compile(r"\[(?:object|tex|mathml)\b")


@dataclass
class _Found:
    """A question while its answers come in: texts, whether right, position."""

    row: int
    kind: str
    stem: str
    explanation: str
    difficulty: int
    topic: str
    answers: list[tuple[str, bool, int]] = field(default_factory=list)


def sniff(text: str) -> bool:
    """Whether the rows begin with M, S, Q, A and a switch, questions and answers among them."""
    kinds = {found[1] for found in _ROW.finditer(text[:400_000])}
    return {"Q", "A"} <= kinds


def read(text: str) -> BankReading:
    """Questions of a TSV export; a problem's row is the question's line."""
    return finish_all([_draft(found) for found in _rows(text)], KEY)


def sniff_xml(text: str) -> bool:
    """Whether the root element is ``tcexamquestions``."""
    return "<tcexamquestions" in text[:4000]


def read_xml(text: str) -> BankReading:
    """Questions of an XML export."""
    body = text.lstrip("\ufeff \r\n\t")
    body = body.partition("?>")[2] if body.startswith("<?xml") else body
    try:
        root = parse_xml(body.encode("utf-8", errors="replace"))
    except BrokenFile:
        return refused(error(0, "E-SYNTAX", N_("不是合格的 XML 文件，请从原系统重新导出")), XML_KEY)
    return finish_all([_draft(found) for found in _nodes(root, "")], XML_KEY)


def _rows(text: str) -> Iterator[_Found]:
    topic, current = "", None
    csv.field_size_limit(len(text) + 1)
    reader = csv.reader(io.StringIO(text), delimiter="\t")
    started = 1
    for cells in _tolerant(reader):
        kind, row = (cells[0].strip().lstrip("\ufeff") if cells else ""), started
        started = reader.line_num + 1
        if kind in ("M", "S") and len(cells) > 2:
            topic = _plain(cells[2]) if kind == "S" else topic
        elif kind == "Q" and len(cells) > 5:
            if current:
                yield current
            current = _Found(row, cells[4].strip().upper(), cells[2], cells[3], _int(cells[5]), topic)
        elif kind == "A" and len(cells) > 4 and current and cells[1].strip() != "0":
            current.answers.append((cells[2], cells[4].strip() == "1", _int(cells[5]) if len(cells) > 5 else 0))
    if current:
        yield current


def _tolerant(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error:  # an unpaired quote at the end: what came before stands
        return


def _nodes(node: Node, topic: str) -> Iterator[_Found]:
    for child in node.children:
        if child.name == "subject":
            name = child.find("name")
            yield from _nodes(child, _plain(name.text) if name else topic)
        elif child.name == "question":
            yield _of_node(child, topic)
        elif child.children:
            yield from _nodes(child, topic)


def _of_node(node: Node, topic: str) -> _Found:
    found = _Found(node.line, _said(node, "type")[:1].upper(), _said(node, "description"), _said(node, "explanation"), _int(_said(node, "difficulty")), topic)  # fmt: skip
    full = {"single": "S", "multiple": "M", "text": "T", "ordering": "O"}
    found.kind = full.get(_said(node, "type").strip().casefold(), found.kind)
    for answer in node.children:
        if answer.name == "answer" and _said(answer, "enabled").strip() not in ("0", "false"):
            right = _said(answer, "isright").strip().casefold() in ("1", "true")
            found.answers.append((_said(answer, "description"), right, _int(_said(answer, "position"))))
    return found


def _said(node: Node, name: str) -> str:
    child = node.find(name)
    return child.text if child else ""


def _draft(found: _Found) -> Draft:
    texts = [_plain(text) for text, _, _ in found.answers]
    draft = Draft(
        row=found.row, stem=_plain(found.stem), explanation=_plain(found.explanation), topic=found.topic,
        difficulty=_DIFFICULTIES.get(found.difficulty, "hard") if found.difficulty > 0 else "",
    )  # fmt: skip
    right = tuple(place for place, (_, is_right, _) in enumerate(found.answers) if is_right)
    if found.kind == "T":
        draft.type_text, draft.blanks = "fill_in", (Blank(accepted=tuple(texts)),)
    elif found.kind == "O":
        draft.type_text, draft.options, draft.right = "ordering", texts, _order(found.answers)
    else:
        draft.type_text = {"M": "multiple", "S": ""}.get(found.kind, found.kind)
        draft.options, draft.right = texts, right
    if _OBJECT.search(found.stem) or has_picture(found.stem):
        draft.warn("W-PICTURE", N_("第 %(row)d 行起的题目含有图片或公式，未能读取，请核对"), "stem")
    return draft


def _order(answers: Sequence[tuple[str, bool, int]]) -> tuple[int, ...]:
    return tuple(sorted(range(len(answers)), key=lambda place: answers[place][2] or place + 1))


def _plain(text: str) -> str:
    """Without TCExam's own markup; its files write line breaks and tabs as two characters."""
    return _TAG.sub("", text.replace("\\n", "\n").replace("\\t", " ").replace("\\r", ""))


def _int(text: str) -> int:
    bare = text.strip()
    return int(bare) if bare.isascii() and bare.isdecimal() and len(bare) < 7 else 0
