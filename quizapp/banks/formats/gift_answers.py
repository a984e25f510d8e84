"""The answer block of a GIFT question: which type it is, in Moodle's order of decisions."""

from __future__ import annotations

import re

from quizapp.banks.draft import Draft, shorten
from quizapp.banks.markup import has_picture, text_of_html
from quizapp.banks.words import truth_of
from quizapp.kit.i18n import N_, Phrase

#: Escapes and what stands for them while the block is cut up, in this order; the first one protects the rest.
ESCAPES = (
    ("\\\\", "\ue000"),
    ("\\:", "\ue001"),
    ("\\#", "\ue002"),
    ("\\=", "\ue003"),
    ("\\{", "\ue004"),
    ("\\}", "\ue005"),
    ("\\~", "\ue006"),
    ("\\n", "\ue007"),
)
_PLAIN = {"\ue000": "\\", "\ue001": ":", "\ue002": "#", "\ue003": "=", "\ue004": "{", "\ue005": "}", "\ue006": "~", "\ue007": "\n"}  # fmt: skip
_WEIGHT = re.compile(r"^%(-*)([0-9]{1,2}\.?[0-9]*)%")
_FORMAT = re.compile(r"^\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_UPPER = {"T", "TRUE", "F", "FALSE"}


def put_back(text: str, form: str = "moodle") -> str:
    """The text with its escapes resolved; HTML becomes plain text."""
    plain = "".join(_PLAIN.get(character, character) for character in text)
    return text_of_html(plain) if form == "html" else plain.strip()


def read_answers(draft: Draft, block: str, form: str) -> None:
    """Fill options, key and explanation, or name the type that we cannot hold."""
    block, mark, general = block.rpartition("####")
    if not mark:
        block, general = general, ""
    draft.explanation = put_back(general, form)
    head = block.partition("#")[0].strip()
    if not block:
        _refuse(draft, N_("问答题"))
    elif block.startswith("#"):
        _refuse(draft, N_("数值题"))
    elif "~" in block:
        _read_choices(draft, block, form)
    elif "=" in block and "->" in block:
        _refuse(draft, N_("匹配题"))
    elif head in _UPPER or (truth_of(head) is not None and "=" not in block):
        _read_truth(draft, block, head)
    else:
        _refuse(draft, N_("简答题（填空题）"))


def _refuse(draft: Draft, kind: str) -> None:
    message = N_("第 %(row)d 行起的题目是%(kind)s（%(stem)s），暂不支持，请改为单选、多选或判断题")
    draft.give_up("E-TYPE", message, "type", kind=Phrase(kind), stem=shorten(draft.stem))


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
    pieces = [piece for piece in block.replace("=", "~=").split("~") if piece.strip()]
    weights, feedback = [], []
    for piece in pieces:
        weight, text, remark = _read_choice(piece.strip())
        own = _FORMAT.match(text)
        draft.options.append(put_back(text[own.end() :] if own else text, own[1].lower() if own else form))
        weights.append(weight)
        if remark:
            feedback.append(f"{draft.options[-1]}：{put_back(remark, form)}")
        if has_picture(text):
            draft.warn("W-PICTURE", N_("第 %(row)d 行起的题目含有图片，图片未读取"), "options")
    draft.explanation = draft.explanation or "\n".join(feedback)
    draft.type_text = "single" if is_single else "multiple"
    draft.right = tuple(index for index, weight in enumerate(weights) if (weight >= 100 if is_single else weight > 0))
    name_weights(draft, weights, is_single=is_single)


def _read_choice(piece: str) -> tuple[float, str, str]:
    weight = 0.0
    if piece.startswith("="):
        piece, weight = piece[1:].strip(), 100.0
    found = _WEIGHT.match(piece)
    if found:
        weight = float(found[2]) * (-1 if found[1] else 1)
        piece = piece[found.end() :]
    text, _, remark = piece.partition("#")
    return weight, text.strip(), remark.strip()


def name_weights(draft: Draft, weights: list[float], *, is_single: bool) -> None:
    """Warn where weights say more than right and wrong: our presets decide how partial answers count."""
    positive = [weight for weight in weights if weight > 0]
    if is_single:
        is_odd = any(0 < weight < 100 for weight in weights)
    else:
        is_odd = bool(positive) and (abs(sum(positive) - 100) > 0.5 or max(positive) - min(positive) > 0.5)
    if is_odd:
        draft.warn(
            "W-WEIGHTS", N_("第 %(row)d 行起的题目：选项权重不一，只读取对错，部分得分由竞赛的计分规则决定"), "correct"
        )
