"""The answer block of a GIFT question: which type it is, in Moodle's order of decisions."""

from __future__ import annotations

from collections.abc import Iterator

from quizapp.banks.draft import Draft, shorten
from quizapp.banks.formats.gift_texts import put_back, take_format, take_weight
from quizapp.banks.formats.moodle_answers import (
    Number,
    fill_number,
    fill_pairs,
    fill_texts,
    name_weights,
    number_of,
    right_options,
)
from quizapp.banks.markup import has_picture
from quizapp.banks.words import truth_of
from quizapp.kit.i18n import N_

_UPPER = {"T", "TRUE", "F", "FALSE"}


def read_answers(draft: Draft, block: str, form: str) -> None:
    """Fill key, options, pairs or blanks and the explanation, or name what we cannot hold."""
    block, mark, general = block.rpartition("####")
    if not mark:
        block, general = general, ""
    block = block.strip()
    draft.explanation = put_back(general, form)
    head = block.partition("#")[0].strip()
    if not block:
        message = N_("第 %(row)d 行起的题目是问答题（%(stem)s），不能自动判分，不支持，请改为其他题型")
        draft.give_up("E-TYPE", message, "type", stem=shorten(draft.stem))
    elif block.startswith("#"):
        _read_numbers(draft, block[1:])
    elif "~" in block:
        _read_choices(draft, block, form)
    elif "=" in block and "->" in block:
        _read_pairs(draft, block, form)
    elif head in _UPPER or (truth_of(head) is not None and "=" not in block and not head.isdigit()):
        _read_truth(draft, block, head)
    else:
        _read_texts(draft, block, form)


def _read_truth(draft: Draft, block: str, head: str) -> None:
    draft.type_text = "true_false"
    draft.key_text = "正确" if truth_of(head) else "错误"
    if head not in _UPPER:
        is_chinese = not head.isascii()
        message = N_("第 %(row)d 行起的题目：{%(word)s} 已按判断题读取（标准写法是大写 T 或 F）")
        draft.warn("W-DIALECT" if is_chinese else "W-CASE", message, "correct", word=head)
    feedback = [put_back(part) for part in block.split("#")[1:]]
    if not draft.explanation:
        draft.explanation = "\n".join(part for part in feedback if part)


def _read_choices(draft: Draft, block: str, form: str) -> None:
    is_single = "=" in block
    pieces = [piece.strip() for piece in block.replace("=", "~=").split("~") if piece.strip()]
    weights, feedback = [], []
    for piece in pieces:
        is_marked = piece.startswith("=")
        weight, text, remark = take_weight(piece[1:].strip() if is_marked else piece, 100.0 if is_marked else 0.0)
        draft.options.append(put_back(*take_format(text, form)))
        weights.append(weight)
        if remark:
            feedback.append(f"{draft.options[-1]}：{put_back(remark, form)}")
        if has_picture(text):
            draft.warn("W-PICTURE", N_("第 %(row)d 行起的题目含有图片，图片未读取"), "options")
    draft.explanation = draft.explanation or "\n".join(feedback)
    draft.type_text = "single" if is_single else "multiple"
    draft.right = right_options(weights, is_single=is_single)
    name_weights(draft, weights, is_single=is_single)


def _read_texts(draft: Draft, block: str, form: str) -> None:
    pieces = [take_weight(piece.strip(), 100.0) for piece in block.split("=") if piece.strip()]
    answers = [(weight, put_back(*take_format(text, form))) for weight, text, _ in pieces]
    feedback = (f"{text}：{put_back(remark, form)}" for (_, text), (_, _, remark) in zip(answers, pieces, strict=True) if remark)  # fmt: skip
    fill_texts(draft, answers)
    draft.explanation = draft.explanation or "\n".join(feedback)


def _read_pairs(draft: Draft, block: str, form: str) -> None:
    pairs = []
    for piece in (piece.strip() for piece in block.split("=") if piece.strip()):
        prompt, arrow, option = piece.partition("->")
        if not arrow:
            message = N_("第 %(row)d 行起的匹配题：“%(text)s”没有写成 =左边 -> 右边，请补上")
            draft.give_up("E-SYNTAX", message, "prompts", text=shorten(put_back(piece)))
            return
        pairs.append((put_back(*take_format(prompt, form)), put_back(*take_format(option, form))))
    fill_pairs(draft, pairs)


def _read_numbers(draft: Draft, block: str) -> None:
    # ~#text is feedback for any other answer.
    block, _, _ = block.partition("~")
    pieces = [piece.strip() for piece in block.split("=") if piece.strip()]
    fill_number(draft, [answer for piece in pieces for answer in _number(piece)])


def _number(piece: str) -> Iterator[Number]:
    weight, text, _ = take_weight(piece, 100.0)
    low, dots, high = text.partition("..")
    if dots:
        least, most = number_of(put_back(low)), number_of(put_back(high))
        middle = (least + most) / 2
        yield Number(weight=weight, value=middle, tolerance=most - middle)
        return
    value, _, tolerance = put_back(text).partition(":")
    yield Number(weight=weight, value=number_of(value), tolerance=number_of(tolerance) if tolerance.strip() else 0.0)
