"""A question as found in a file, and how it becomes one of ours, with everything odd about it named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from quizapp.kit.i18n import N_, Phrase
from quizapp.kit.text import clean_text
from quizapp.questions import TRUE_FALSE_OPTIONS, Question, find_type, question_types
from quizapp.sheets import Problem, error, warning

from .draft_model import Draft, shorten
from .draft_more import built, clean_more, complete, kind_of_content
from .keys import Key, read_key, read_truth
from .words import LETTERS, truth_of, type_of

__all__ = ["Draft", "finish", "shorten"]

_LEAK = re.compile(r"\s*[(（\[【]?\s*(?:正确|标准|参考)?答案\s*[】\]]?\s*[:：]\s*([A-Za-zＡ-Ｚ、,，\s]{1,12}|对|错|正确|错误|√|×)\s*[)）\]】]?[。.]?\s*$")  # fmt: skip
_BAR_PREFIX = re.compile(r"^[║┆│┃|]+\s*")
_LETTER_PREFIX = r"^\s*[(（\[]?\s*{0}\s*[)）\].、．:：，]\s*(?=\S)"

_LETTER_PREFIXES = tuple(
    re.compile(_LETTER_PREFIX.format(f"[{letter}{letter.lower()}{chr(ord(letter) + 0xFEE0)}]")) for letter in LETTERS
)

#: Far more than any question has; beyond it comparing them is wasted time.
_MAX_OPTIONS = 100
_CHOICES = ("single", "multiple", "true_false")


def finish(draft: Draft) -> tuple[Question | None, tuple[Problem, ...]]:
    """The question, or None when errors keep it out, with every problem found."""
    question = _build(draft)
    if question is not None:
        _check(draft, question)
    failed = any(problem.is_error for problem in draft.problems)
    return (None if failed else question), tuple(_placed(draft))


def _build(draft: Draft) -> Question | None:
    """The question before its type has checked it."""
    if (
        max(len(draft.options), len(draft.prompts), len(draft.blanks), len(draft.regions), len(draft.parts))
        > _MAX_OPTIONS
    ):
        message = N_("第 %(row)d 行：有 %(count)d 个选项，像是几道题连在了一起，请分开")
        draft.give_up("E-MANYOPTIONS", message, "options", count=len(draft.options) or len(draft.parts))
        return None
    _clean(draft)
    kind = None if draft.is_given_up else _decide_type(draft)
    if kind in ("single", "multiple"):
        return _choice(draft, kind)
    if kind == "true_false":
        return _true_false(draft)
    return _case(draft) if kind == "case" else complete(draft, kind) if kind else None


def _case(draft: Draft) -> Question:
    parts = [_build(part) for part in draft.parts]
    for part in draft.parts:
        draft.problems.extend(part.problems)
    return built(draft, "case", parts=tuple(part for part in parts if part is not None))


def _placed(draft: Draft) -> Iterator[Problem]:
    for problem in draft.problems:
        phrase = Phrase(N_("工作表“%(sheet)s”%(problem)s"), sheet=draft.sheet, problem=problem.phrase)
        yield replace(problem, phrase=phrase) if draft.sheet else problem


def _clean(draft: Draft) -> None:
    draft.stem, trimmed = _BAR_PREFIX.subn("", clean_text(draft.stem))
    draft.is_trimmed = bool(trimmed)
    draft.options = _bare_options([clean_text(option) for option in draft.options])
    draft.explanation = clean_text(draft.explanation)
    draft.topic = clean_text(draft.topic).replace("\n", " ")
    clean_more(draft)
    leak = _LEAK.search(draft.stem)
    if leak and not kind_of_content(draft) and draft.type_text != "ordering":
        _take_leak(draft, leak)


def _bare_options(options: list[str]) -> list[str]:
    """Options without the letters in front of them; where only one carries its letter, "a:" is a text of its own."""
    return [_bare_option(option, index) for index, option in enumerate(options)] if carry_letters(options) else options


def carry_letters(options: Sequence[str]) -> bool:
    """Whether at least two options, and at least half of them, begin with their own letters, such as ``A. ``."""
    filled = [(index, option) for index, option in enumerate(options) if option and index < len(LETTERS)]
    lettered = sum(_LETTER_PREFIXES[index].match(option) is not None for index, option in filled)
    return lettered > 1 and 2 * lettered >= len(filled)


def _bare_option(option: str, index: int) -> str:
    return _LETTER_PREFIXES[index].sub("", option) if index < len(LETTERS) else option


def _take_leak(draft: Draft, leak: re.Match[str]) -> None:
    """A key at the end of the stem would be read by everybody: take it out, and compare it with the key."""
    draft.stem = draft.stem[: leak.start()].strip()
    leaked = leak[1].strip()
    if draft.right is None and not draft.key_text.strip():
        draft.key_text = leaked
        draft.warn(
            "W-LEAKEDKEY", N_("第 %(row)d 行：题干里写有答案“%(key)s”，已移出题干并当作答案"), "stem", key=leaked
        )
        return
    draft.warn("W-LEAKEDKEY", N_("第 %(row)d 行：题干里写有答案“%(key)s”，已移出题干"), "stem", key=leaked)
    if _says(draft, leaked) != _says(draft, draft.key_text, draft.right):
        message = N_("第 %(row)d 行：题干里的答案“%(leaked)s”与答案栏“%(key)s”不一致，已按答案栏，请核对")
        draft.warn("W-CONTRADICT", message, "correct", leaked=leaked, key=draft.key_text.strip())


def _says(draft: Draft, text: str, right: tuple[int, ...] | None = None) -> object:
    if right is not None:
        return right
    truth = truth_of(text)
    return truth if truth is not None and not draft.options else read_key(text, draft.options).indexes


def _decide_type(draft: Draft) -> str | None:
    kind = type_of(draft.type_text) if draft.type_text not in question_types() else draft.type_text
    if kind is None:
        message = N_("第 %(row)d 行：不支持题型“%(type)s”（%(stem)s），请改为我们有的题型，或删去该题")
        draft.fail("E-TYPE", message, "type", type=shorten(draft.type_text), stem=shorten(draft.stem))
        return None
    kind = kind or kind_of_content(draft)
    if kind and kind not in _CHOICES:
        return kind
    filled = [option for option in draft.options if option]
    truths = [truth_of(option) for option in filled]
    if kind == "true_false" and filled and (len(filled) != 2 or None in truths or truths[0] == truths[1]):
        draft.warn("W-TYPE", N_("第 %(row)d 行：判断题的选项不是“正确、错误”，已按单选题读取"), "type")
        return "single"
    if kind:
        return kind
    return _infer_type(draft, filled, truths)


def _infer_type(draft: Draft, filled: list[str], truths: list[bool | None]) -> str | None:
    if len(filled) == 2 and None not in truths and truths[0] != truths[1]:
        return "true_false"
    if filled:
        right = draft.right if draft.right is not None else read_key(draft.key_text, draft.options).indexes
        return "multiple" if len(right) > 1 else "single"
    if truth_of(draft.key_text) is not None:
        return "true_false"
    if draft.stem and draft.key_text.strip() and not re.fullmatch(r"[A-Za-z\s,，、]+", draft.key_text):
        message = N_("第 %(row)d 行：没有选项（%(stem)s）：填空题请写明题型“填空题”，简答题不支持，请改写或删去")
        draft.fail("E-TYPE", message, "type", stem=shorten(draft.stem))
        return None
    return "single"


def _true_false(draft: Draft) -> Question:
    filled = [option for option in draft.options if option]
    if draft.right is not None:
        truths = [truth_of(draft.options[index]) for index in draft.right if index < len(draft.options)]
        said = truths[0] if len(truths) == 1 else None
    else:
        said = read_truth(draft.key_text, filled)
    if said is None and draft.key_text.strip():
        message = N_("第 %(row)d 行：判断题的答案“%(key)s”看不懂，请写“正确”或“错误”")
        draft.fail("E-NOKEY", message, "correct", key=shorten(draft.key_text))
    correct = () if said is None else ((0,) if said else (1,))
    return built(draft, "true_false", options=TRUE_FALSE_OPTIONS, correct=correct)


def _choice(draft: Draft, kind: str) -> Question:
    key = Key(indexes=draft.right) if draft.right is not None else read_key(draft.key_text, draft.options)
    for note in key.notes:
        problem = error if note.severity == "error" else warning
        draft.problems.append(problem(draft.row, note.code, note.message, field="correct", **note.params))
    if draft.key_text.strip() and not key.indexes and not any(problem.is_error for problem in draft.problems):
        message = N_("第 %(row)d 行：答案“%(key)s”看不懂，请写选项字母，如 A 或 ABD")
        draft.fail("E-NOKEY", message, "correct", key=shorten(draft.key_text))
    kept, correct = _without_gaps(draft, key.indexes)
    if kind == "single" and len(correct) > 1:
        draft.warn("W-SINGLEWITHMANY", N_("第 %(row)d 行：单选题有多个答案，已按多选题读取，请核对"), "type")
        kind = "multiple"
    options = tuple(draft.options[index] for index in kept)
    pictures = tuple(draft.option_media[index] for index in kept) if any(draft.option_media) else ()
    return built(draft, kind, options=options, option_media=pictures, correct=correct)


def _without_gaps(draft: Draft, indexes: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Indexes of the options that are not empty, and the key moved along with them."""
    pictures = (*draft.option_media, *(None,) * len(draft.options))
    draft.option_media = pictures[: len(draft.options)]
    filled = [bool(option or picture) for option, picture in zip(draft.options, pictures, strict=False)]
    while filled and not filled[-1]:
        filled.pop()
    places = {index: place for place, index in enumerate(i for i, is_filled in enumerate(filled) if is_filled)}
    if len(places) < len(filled):
        gaps = "、".join(LETTERS[index] for index in range(min(len(filled), 26)) if index not in places)
        message = N_("第 %(row)d 行：选项 %(letters)s 是空的，已略去，后面的选项顺次前移")
        draft.warn("W-EMPTYOPTION", message, "options", letters=gaps)
    missing = [index for index in indexes if index not in places]
    if missing:
        letters = "".join(LETTERS[index] if 0 <= index < 26 else f"({index + 1})" for index in missing)
        message = N_("第 %(row)d 行：答案 %(letters)s 没有对应的选项（共 %(count)d 个选项），请核对答案")
        draft.fail("E-KEYRANGE", message, "correct", letters=letters, count=len(places))
    return tuple(places), tuple(sorted({places[index] for index in indexes if index in places}))


def _check(draft: Draft, question: Question) -> None:
    known = {problem.code for problem in draft.problems}
    for flaw in find_type(question.type).check(question):
        # A key that points past the options has been named already, with the letters of the file.
        if flaw.code in known or (flaw.code == "E-NOKEY" and "E-KEYRANGE" in known):
            continue
        problem = error if flaw.severity == "error" else warning
        draft.problems.append(
            problem(draft.row, flaw.code, N_("第 %(row)d 行：%(text)s"), field=flaw.field, text=flaw.phrase)
        )
