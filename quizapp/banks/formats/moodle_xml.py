"""Moodle XML: every type that we have; others are named, not lost."""

from __future__ import annotations

from collections.abc import Iterator

from quizapp.banks.draft import Draft
from quizapp.banks.formats.attachments import Attachments
from quizapp.banks.formats.moodle_categories import topic_of_path
from quizapp.banks.formats.moodle_xml_texts import inner_text, media_of_text, plain_text
from quizapp.banks.formats.moodle_xml_types import fill_draft
from quizapp.banks.formats.xml_text import parse_text
from quizapp.banks.reading import BankReading, finish_all, refused
from quizapp.sheets import BrokenXml, Node, Problem

KEY = "moodle_xml"


def sniff(text: str) -> bool:
    """Whether the root element is ``quiz``."""
    return text.lstrip("\ufeff \r\n\t").startswith("<") and "<quiz" in text[:400_000] and "<question" in text


def read(text: str, filename: str = "") -> BankReading:
    """Questions of a Moodle XML file; a problem's row is the line on which its question begins."""
    try:
        root, skipped = parse_text(text)
    except BrokenXml as broken:
        problem = Problem(row=broken.line, code="E-SYNTAX", severity="error", phrase=broken.as_problem().phrase)
        return refused(problem, KEY)
    attachments = Attachments()
    return finish_all(_drafts(root, skipped, attachments), KEY, files=attachments.files)


def _drafts(root: Node, skipped: int, attachments: Attachments) -> Iterator[Draft]:
    topic = ""
    for node in root.children:
        if node.name != "question":
            continue
        kind = node.attributes.get("type", "")
        if kind == "category":
            topic = topic_of_path(inner_text(node.find("category")))
        else:
            draft = _draft(node, kind, node.line + skipped, attachments)
            draft.topic = topic
            yield draft


def _draft(node: Node, kind: str, row: int, attachments: Attachments) -> Draft:
    tags = node.find("tags")
    draft = Draft(
        row=row,
        stem=plain_text(node.find("questiontext")),
        explanation=plain_text(node.find("generalfeedback")),
        tags=tuple(text for tag in (tags.children if tags else ()) if (text := inner_text(tag).strip())),
        key=inner_text(node.find("idnumber")).strip(),
    )
    draft.media = media_of_text(draft, node.find("questiontext"), attachments)
    fill_draft(draft, node, kind, attachments)
    return draft
