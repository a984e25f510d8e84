"""What is asked and what is right, as elements of a Moodle XML question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quizapp.banks.draft_more import BLANK
from quizapp.banks.formats.moodle_backdrop import Backdrop, fit_backdrop
from quizapp.banks.formats.moodle_xml_parts import (
    element,
    file_element,
    html_element,
    html_of_text,
    rich_element,
    text_element,
)
from quizapp.banks.written import BankContent, Losses
from quizapp.kit.i18n import N_
from quizapp.questions import Blank, Media, Question, Region, keeps_option_order


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """Moodle's name of the type, the question text, and what the type has besides."""

    kind: str
    stem: str
    elements: tuple[str, ...]


def answers_of(row: int, question: Question, content: BankContent, losses: Losses) -> Body:
    """The body of a question of a type that Moodle has."""
    stem = rich_element("questiontext", question.stem, question.media, content.files)
    if question.type == "fill_in":
        return _fill_in(row, question, content, losses)
    if question.type == "hotspot":
        if question.media[0].alt:
            losses.cut(row, question, N_("没有地方写图片的文字说明"), field_name="media")
        rest = rich_element("questiontext", question.stem, question.media[1:], content.files)
        return Body(kind="ddmarker", stem=rest, elements=tuple(_markers(question, content)))
    kind, elements = {
        "true_false": ("truefalse", _truth),
        "matching": ("matching", _pairs),
        "ordering": ("ordering", _order),
    }.get(question.type, ("multichoice", _choices))
    return Body(kind=kind, stem=stem, elements=tuple(elements(question, content)))


def _choices(question: Question, content: BankContent) -> Iterator[str]:
    is_single = question.type == "single"
    yield f"<single>{'true' if is_single else 'false'}</single>"
    yield f"<shuffleanswers>{'0' if keeps_option_order(question) else '1'}</shuffleanswers>"
    yield "<answernumbering>ABCD</answernumbering>"
    share = f"{100 / len(question.correct):.5f}".removesuffix(".00000")
    for index, option in enumerate(question.options):
        fraction = share if index in question.correct else "0" if is_single else "-100"
        yield rich_element("answer", option, _media(question, index), content.files, fraction=fraction)


def _truth(question: Question, content: BankContent) -> Iterator[str]:
    for index, word in enumerate(("true", "false")):
        fraction = "100" if question.correct == (index,) else "0"
        yield element("answer", text_element(word), fraction=fraction, format="moodle_auto_format")


def _pairs(question: Question, content: BankContent) -> Iterator[str]:
    yield "<shuffleanswers>1</shuffleanswers>"
    spare = [option for index, option in enumerate(question.options) if index not in question.correct]
    pairs = [
        (prompt, question.options[index]) for prompt, index in zip(question.prompts, question.correct, strict=True)
    ]
    for prompt, option in [*pairs, *(("", option) for option in spare)]:
        inside = text_element(prompt) + element("answer", text_element(option))
        yield element("subquestion", inside, format="plain_text")


def _order(question: Question, content: BankContent) -> Iterator[str]:
    yield "<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><selectcount>0</selectcount>"
    yield "<gradingtype>ABSOLUTE_POSITION</gradingtype><showgrading>SHOW</showgrading>"
    for rank, index in enumerate(question.correct, start=1):
        media = _media(question, index)
        yield rich_element("answer", question.options[index], media, content.files, fraction=f"{rank}.0")


def _media(question: Question, index: int) -> tuple[Media, ...]:
    media = question.option_media[index] if question.option_media else None
    return (media,) if media else ()


def _markers(question: Question, content: BankContent) -> Iterator[str]:
    yield "<shuffleanswers/>"
    backdrop = fit_backdrop(question.media[0], content.files[question.media[0].file])
    yield file_element(backdrop.name, backdrop.content)
    for number, region in enumerate(question.regions, start=1):
        yield element("drag", f"<no>{number}</no>{text_element(html_of_text(region.label))}")
    for number, region in enumerate(question.regions, start=1):
        shape, coords = _drop(region, backdrop)
        yield f"<drop><no>{number}</no><shape>{shape}</shape><coords>{coords}</coords><choice>{number}</choice></drop>"


def _drop(region: Region, backdrop: Backdrop) -> tuple[str, str]:
    # Moodle knows whole pixels only. A radius is an x like the first number.
    scales = (backdrop.across, backdrop.down)
    numbers = [round(number * scales[place % 2]) for place, number in enumerate(region.coords)]
    if region.shape == "rect":
        x1, y1, x2, y2 = numbers
        return "rectangle", f"{x1},{y1};{x2 - x1},{y2 - y1}"
    if region.shape == "circle":
        return "circle", f"{numbers[0]},{numbers[1]};{numbers[2]}"
    return "polygon", ";".join(f"{x},{y}" for x, y in zip(numbers[::2], numbers[1::2], strict=True))


def _fill_in(row: int, question: Question, content: BankContent, losses: Losses) -> Body:
    if any(blank.number is not None and blank.accepted for blank in question.blanks):
        losses.cut(row, question, N_("数值题写不下另外的文字答案，只写了数"), field_name="blanks")
    if len(question.blanks) == 1:
        stem = rich_element("questiontext", question.stem, question.media, content.files)
        kind = "numerical" if question.blanks[0].number is not None else "shortanswer"
        return Body(kind=kind, stem=stem, elements=tuple(_blank(question.blanks[0])))
    pieces = [html_of_text(piece) for piece in question.stem.split(BLANK)]
    fields = [_field(blank) for blank in question.blanks]
    said = "".join(piece + field for piece, field in zip(pieces, [*fields, ""], strict=True))
    return Body(kind="cloze", stem=html_element("questiontext", said, question.media, content.files), elements=())


def _blank(blank: Blank) -> Iterator[str]:
    if blank.number is None:
        yield f"<usecase>{int(blank.case_sensitive)}</usecase>"
        for text in blank.accepted:
            yield element("answer", text_element(_literal(text)), fraction="100", format="plain_text")
        return
    said = text_element(repr(blank.number)) + f"<tolerance>{blank.tolerance!r}</tolerance>"
    yield element("answer", said, fraction="100", format="plain_text")


def _field(blank: Blank) -> str:
    """A gap in Moodle's notation, for HTML."""
    if blank.number is not None:
        return f"{{1:NUMERICAL:={blank.number!r}:{blank.tolerance!r}}}"
    answers = "~".join(f"={'%100%' if text.startswith('%') else ''}{_cloze_text(text)}" for text in blank.accepted)
    return f"{{1:SHORTANSWER{'_C' if blank.case_sensitive else ''}:{answers}}}"


def _cloze_text(text: str) -> str:
    return re.sub(r"([}~#\\])", r"\\\1", html_of_text(_literal(text)))


def _literal(text: str) -> str:
    """A star that is a star."""
    return text.replace("*", "\\*")
