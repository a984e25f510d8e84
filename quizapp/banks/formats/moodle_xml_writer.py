"""Questions as Moodle XML, their pictures and sounds inside."""

from __future__ import annotations

from collections.abc import Iterator

from quizapp.banks.draft_model import shorten
from quizapp.banks.formats.moodle_categories import path_of_topic
from quizapp.banks.formats.moodle_xml_body import Body, answers_of
from quizapp.banks.formats.moodle_xml_parts import element, text_element, tidy
from quizapp.banks.formats.packing import missing_file
from quizapp.banks.written import BankContent, Losses, Written
from quizapp.kit.i18n import N_, Phrase
from quizapp.questions import Question

_KEPT = {"explanation", "topic", "tags", "key", "media", "option_media"}
_TYPES = {"single", "multiple", "true_false", "fill_in", "matching", "ordering", "hotspot"}


def write_moodle_xml(content: BankContent) -> Written:
    """One ``question`` element a question; topics become categories, the explanation becomes general feedback."""
    losses = Losses("Moodle XML")
    parts: list[str] = ['<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n']
    topic = ""
    kept = []
    for row, question in enumerate(content.questions, start=1):
        if not _fits(row, question, content, losses):
            continue
        if question.topic != topic:
            topic = question.topic
            path = element("category", text_element(path_of_topic(topic)))
            parts.append(element("question", path, type="category") + "\n")
        parts.append(_question(answers_of(row, question, content, losses), question) + "\n")
        kept.append(question)
    losses.cut_fields(kept, _KEPT)
    return Written(content="".join([*parts, "</quiz>\n"]).encode(), lost=tuple(losses.found))


def _fits(row: int, question: Question, content: BankContent, losses: Losses) -> bool:
    if question.type not in _TYPES:
        losses.leave_out_type(row, question)
        return False
    missing = missing_file(question, content.files)
    if question.type == "matching" and any(question.option_media):
        missing = Phrase(N_("匹配题的选项只能是文字"))
    if missing:
        losses.leave_out(row, question, missing)
    return not missing


def _question(body: Body, question: Question) -> str:
    return element("question", "\n" + "\n".join(_elements(body, question)) + "\n", type=body.kind)


def _elements(body: Body, question: Question) -> Iterator[str]:
    yield element("name", text_element(question.key or shorten(question.stem, 60)))
    yield body.stem
    yield element("generalfeedback", text_element(question.explanation), format="plain_text")
    yield "<defaultgrade>1</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden>"
    if question.key:
        yield element("idnumber", tidy(question.key))
    yield from body.elements
    if question.tags:
        yield element("tags", "".join(element("tag", text_element(tag)) for tag in question.tags))
