"""Answer keys as people write them: ABD, "a、b", Ａ, A-D, 1,2,4, the option's text, 对 and ×."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.kit.i18n import N_
from quizapp.questions import fold_option

from .words import LETTERS, plain, truth_of

_PREFIX = re.compile(r"^\s*(?:正确|标准|参考)?答案(?:为|是)?\s*[:：]?\s*|^\s*(?:故?选|应选)\s*[:：]?\s*(?=[A-Za-z])")
_SEPARATORS = r"[\s,、;|/.+&和]"
_LETTER_KEY = re.compile(rf"[A-Z](?:{_SEPARATORS}*[A-Z])*")
_RANGE = re.compile(r"([A-Z])\s*[-~—–至到]\s*([A-Z])")
_DIGIT_KEY = re.compile(rf"\d{{1,2}}(?:{_SEPARATORS}+\d{{1,2}})*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """A remark about how a key was read; ``params`` fill the message."""

    code: str
    severity: str
    message: str
    params: dict[str, object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """Option indexes, ascending and without repeats, as written (they may point past the options)."""

    indexes: tuple[int, ...]
    notes: tuple[Note, ...] = ()


def read_key(raw: str, options: Sequence[str]) -> Key:
    """What ``raw`` says is right among ``options``; no indexes when it is empty or says nothing clear."""
    bare = _PREFIX.sub("", plain(raw)).strip().strip("()[]【】。.:").strip()
    if not bare:
        return Key(indexes=())
    upper = bare.upper()
    if found := _RANGE.fullmatch(upper):
        first, last = sorted(LETTERS.index(letter) for letter in found.groups())
        return Key(indexes=tuple(range(first, last + 1)), notes=_spelling(raw, bare))
    if _LETTER_KEY.fullmatch(upper):
        letters = [LETTERS.index(letter) for letter in re.sub(_SEPARATORS, "", upper)]
        if max(letters) < len(options) or not _matching(bare, options):
            return Key(indexes=tuple(sorted(set(letters))), notes=_spelling(raw, bare) + _repeats(raw, letters))
    if by_text := _matching(bare, options):
        return _by_text(raw, bare, by_text, options)
    if _DIGIT_KEY.fullmatch(bare):
        return _by_number(raw, bare)
    return _by_several_texts(raw, options)


def read_truth(raw: str, options: Sequence[str]) -> bool | None:
    """True when ``raw`` says the statement is right; None when that cannot be told.

    A and B mean the first and second option where there are two that say right and wrong, otherwise 正确 and 错误.
    """
    bare = _PREFIX.sub("", plain(raw)).strip()
    said = truth_of(bare)
    if said is not None:
        return said
    letter = bare.strip("()[]【】。. ").upper()
    if letter not in ("A", "B"):
        return None
    truths = [truth_of(option) for option in options[:2]]
    return truths["AB".index(letter)] if len(truths) == 2 and truths[0] != truths[1] else letter == "A"


def number_key(raw: str, options: Sequence[str]) -> tuple[int, ...]:
    """The numbers of a key like ``1,3`` or ``0``; nothing where it is none, or where it is the text of an option."""
    if not any(map(str.isdigit, raw)) or not any(options):
        return ()
    bare = _PREFIX.sub("", plain(raw)).strip().strip("()[]【】。.:").strip()
    if not _DIGIT_KEY.fullmatch(bare) or _matching(bare, options):
        return ()
    return tuple(int(number) for number in re.findall(r"\d+", bare))


def _matching(bare: str, options: Sequence[str]) -> list[int]:
    wanted = fold_option(bare)
    return [index for index, option in enumerate(options) if option and fold_option(plain(option)) == wanted]


def _by_text(raw: str, bare: str, matching: list[int], options: Sequence[str]) -> Key:
    # Options 2, 1, 3 with key "1": the second option by its text, the first by its number.
    if _DIGIT_KEY.fullmatch(bare) and bare.isdecimal() and int(bare) <= len(options) and matching != [int(bare) - 1]:
        message = N_("第 %(row)d 行：答案“%(key)s”既可能是选项序号，也可能是选项内容，请改写为字母")
        return Key(indexes=(), notes=(Note(code="E-NOKEY", severity="error", message=message, params={"key": raw}),))
    message = N_("第 %(row)d 行：答案写的是选项内容“%(key)s”，已对应到选项，请核对")
    return Key(indexes=tuple(matching[:1]), notes=(_note("W-TEXTKEY", message, key=raw),))


def _by_number(raw: str, bare: str) -> Key:
    numbers = [int(number) for number in re.findall(r"\d+", bare)]
    if 0 in numbers:
        message = N_("第 %(row)d 行：答案“%(key)s”不清楚是从 0 还是从 1 数起，请改写为字母")
        return Key(indexes=(), notes=(Note(code="E-NOKEY", severity="error", message=message, params={"key": raw}),))
    indexes = [number - 1 for number in numbers]
    message = N_("第 %(row)d 行：答案“%(key)s”是数字，按 1 对应选项 A 读取，请核对")
    notes = (_note("W-DIGITKEY", message, key=raw), *_repeats(raw, indexes))
    return Key(indexes=tuple(sorted(set(indexes))), notes=notes)


def _by_several_texts(raw: str, options: Sequence[str]) -> Key:
    parts = [part for part in re.split(r"[|;；\n]", raw) if part.strip()]
    found = [_matching(plain(part).strip(), options) for part in parts]
    if len(parts) < 2 or not all(found):
        return Key(indexes=())
    message = N_("第 %(row)d 行：答案写的是选项内容“%(key)s”，已对应到选项，请核对")
    return Key(indexes=tuple(sorted({match[0] for match in found})), notes=(_note("W-TEXTKEY", message, key=raw),))


def _spelling(raw: str, bare: str) -> tuple[Note, ...]:
    notes = []
    if re.search(r"[Ａ-Ｚａ-ｚ]", raw):
        notes.append(_note("W-FULLWIDTH", N_("第 %(row)d 行：答案“%(key)s”是全角字母，已按半角读取"), key=raw.strip()))
    if bare != bare.upper():
        notes.append(_note("W-CASE", N_("第 %(row)d 行：答案“%(key)s”是小写字母，已按大写读取"), key=raw.strip()))
    return tuple(notes)


def _repeats(raw: str, indexes: list[int]) -> tuple[Note, ...]:
    if len(set(indexes)) == len(indexes):
        return ()
    return (_note("W-DUPKEY", N_("第 %(row)d 行：答案“%(key)s”中有重复，已去掉重复，请核对"), key=raw.strip()),)


def _note(code: str, message: str, **params: object) -> Note:
    return Note(code=code, severity="warning", message=message, params=params)
