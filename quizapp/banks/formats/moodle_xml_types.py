"""Each type of Moodle XML question into a draft."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from quizapp.banks.draft import Draft, shorten
from quizapp.banks.formats.attachments import Attachments
from quizapp.banks.formats.moodle_answers import (
    Number,
    fill_number,
    fill_pairs,
    fill_texts,
    name_weights,
    number_of,
    right_options,
)
from quizapp.banks.formats.moodle_cloze import read_cloze
from quizapp.banks.formats.moodle_markers import read_markers
from quizapp.banks.formats.moodle_xml_texts import inner_text, media_of_text, plain_text
from quizapp.banks.words import truth_of
from quizapp.kit.i18n import N_
from quizapp.sheets import Node

_FULL = 99.9


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """A question element on its way into a draft."""

    draft: Draft
    node: Node
    attachments: Attachments

    @property
    def answers(self) -> list[Node]:
        """Its ``answer`` elements."""
        return [child for child in self.node.children if child.name == "answer"]


def fill_draft(draft: Draft, node: Node, kind: str, attachments: Attachments) -> None:
    """Fill what the type has, or give up naming the type."""
    fill = _FILLS.get(kind)
    if fill is not None:
        fill(_Asked(draft=draft, node=node, attachments=attachments))
        return
    message = N_("第 %(row)d 行起的题目类型是 %(kind)s（%(stem)s），不支持，请改为我们有的题型")
    draft.give_up("E-TYPE", message, "type", kind=shorten(kind) or "?", stem=shorten(draft.stem))


def _fill_choices(asked: _Asked) -> None:
    draft, answers = asked.draft, asked.answers
    is_single = inner_text(asked.node.find("single")).strip().lower() not in ("false", "0")
    weights = [_fraction(answer) for answer in answers]
    draft.type_text = "single" if is_single else "multiple"
    _fill_options(asked)
    draft.right = right_options(weights, is_single=is_single)
    name_weights(draft, weights, is_single=is_single)
    draft.explanation = draft.explanation or "\n".join(_feedback(answers))


def _fill_options(asked: _Asked) -> None:
    draft = asked.draft
    draft.options = [plain_text(answer) for answer in asked.answers]
    found = [media_of_text(draft, answer, asked.attachments)[:1] for answer in asked.answers]
    if any(found):
        draft.option_media = tuple(media[0] if media else None for media in found)


def _fill_truth(asked: _Asked) -> None:
    draft, answers = asked.draft, asked.answers
    draft.type_text = "true_false"
    texts = [plain_text(answer) for answer in answers]
    truths = [True if text == "true" else False if text == "false" else None for text in texts]
    if None in truths:
        # Files of localised installations: the first answer is "true", whatever it says.
        truths = [index == 0 for index in range(len(answers))]
        said = [truth_of(text) for text in texts]
        message = N_("第 %(row)d 行起的判断题：答案文字是“%(texts)s”，按第一个为“正确”读取，请核对")
        draft.warn("W-DIALECT", message, "correct", texts=shorten("、".join(texts)))
        if len(said) == 2 and None not in said:
            truths = said
    right = [truth for truth, answer in zip(truths, answers, strict=True) if _fraction(answer) >= _FULL]
    if len(right) == 1:
        draft.key_text = "正确" if right[0] else "错误"
    draft.explanation = draft.explanation or "\n".join(_feedback(answers))


def _fill_texts(asked: _Asked) -> None:
    draft, answers = asked.draft, asked.answers
    is_cased = inner_text(asked.node.find("usecase")).strip() == "1"
    texts = [(_fraction(answer), plain_text(answer, "plain_text")) for answer in answers]
    fill_texts(draft, texts, case_sensitive=is_cased)
    draft.explanation = draft.explanation or "\n".join(_feedback(answers))


def _fill_number(asked: _Asked) -> None:
    draft, answers = asked.draft, asked.answers
    fill_number(draft, [_number(answer) for answer in answers])
    draft.explanation = draft.explanation or "\n".join(_feedback(answers))
    units = [inner_text(unit.find("unit_name")) for unit in _named(asked.node, "units", "unit")]
    if any(units):
        message = N_("第 %(row)d 行起的数值题有单位“%(units)s”，没有读取，请写进题干")
        draft.warn("W-UNIT", message, "stem", units=shorten("、".join(units)))


def _number(answer: Node) -> Number:
    tolerance = inner_text(answer.find("tolerance")).strip()
    return Number(
        weight=_fraction(answer),
        value=number_of(inner_text(answer)),
        tolerance=number_of(tolerance) if tolerance else 0.0,
    )


def _fill_pairs(asked: _Asked) -> None:
    pairs = []
    for child in asked.node.children:
        if child.name == "subquestion":
            if media_of_text(asked.draft, child, asked.attachments):
                message = N_("第 %(row)d 行起的匹配题：左边的图片没有读取")
                asked.draft.warn("W-PICTURE", message, "prompts")
            pairs.append((plain_text(child), plain_text(child.find("answer"), "plain_text")))
    fill_pairs(asked.draft, pairs)


def _fill_order(asked: _Asked) -> None:
    """The file has the items in their right order; their fractions are their ranks."""
    ranks = [_fraction(answer) for answer in asked.answers]
    asked.draft.type_text = "ordering"
    _fill_options(asked)
    asked.draft.right = tuple(sorted(range(len(ranks)), key=ranks.__getitem__))


def _fill_cloze(asked: _Asked) -> None:
    text = asked.node.find("questiontext")
    is_html = text is not None and text.attributes.get("format", "html") != "plain_text"
    read_cloze(asked.draft, inner_text(text), is_html=is_html)


def _fill_markers(asked: _Asked) -> None:
    read_markers(asked.draft, asked.node, asked.attachments)


_FILLS: dict[str, Callable[[_Asked], None]] = {
    "multichoice": _fill_choices,
    "truefalse": _fill_truth,
    "shortanswer": _fill_texts,
    "numerical": _fill_number,
    "matching": _fill_pairs,
    "ddmatch": _fill_pairs,
    "ordering": _fill_order,
    "cloze": _fill_cloze,
    "ddmarker": _fill_markers,
}


def _feedback(answers: list[Node]) -> Iterator[str]:
    for answer in answers:
        text = plain_text(answer.find("feedback"))
        if text:
            yield f"{plain_text(answer)}：{text}"


def _named(node: Node, outer: str, inner: str) -> Iterator[Node]:
    for group in node.children:
        if group.name == outer:
            yield from (child for child in group.children if child.name == inner)


def _fraction(answer: Node) -> float:
    value = number_of(answer.attributes.get("fraction", "0"))
    return value if -1000 < value < 1000 else 0.0
