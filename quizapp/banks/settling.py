"""What only the whole file can settle: how blanks are divided, from which number options are counted, what is paired.

Readers hand their drafts through here before they are finished.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from quizapp.kit.i18n import N_
from quizapp.questions import Blank
from quizapp.sheets import Problem, warning

from .blanks import BLANK, BlankKey, mark_blanks, read_blanks, take_keyed_blanks, uses_single_separator
from .draft import Draft, shorten
from .keys import number_key
from .pairs import CIRCLED, read_matching, read_matching_by_letter, read_order, split_pair
from .reading_options import ReadingOptions
from .words import LETTERS, plain, truth_of, type_of

_LETTERS_ONLY = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ](?:[\s,，、;；|]{0,3}[A-Za-zＡ-Ｚａ-ｚ]){0,25}")
_HOLES = re.compile(r"[_＿]{2,}|\{\{\s{0,4}\}\}|\{[_\s]{0,20}\}")
_LABEL = re.compile(
    rf"^\s*(?:[(（]\s?(\d{{1,2}}|[A-Za-z])\s?[)）]|([{CIRCLED}])|(\d{{1,2}})\s?(?:[、．)）]|\.(?!\d))|([A-Z])\s?[.、．)）:：])\s*"
)


def settle(drafts: Sequence[Draft], options: ReadingOptions) -> list[Problem]:
    """Complete the drafts in place; the problems are those of the file as a whole."""
    every = [each for draft in drafts for each in (draft, *draft.parts) if not each.is_given_up]
    numbered: list[tuple[Draft, tuple[int, ...]]] = []
    gaps: list[Draft] = []
    for draft in every:
        kind = _kind(draft)
        if kind == "fill_in":
            gaps.append(draft)
        elif kind == "matching":
            _settle_matching(draft)
        elif kind == "ordering":
            _settle_order(draft)
        elif draft.right is None and kind != "true_false" and (numbers := _numbers(draft)):
            numbered.append((draft, numbers))
    _settle_numbers(numbered, options.first_number)
    return list(_settle_blanks(gaps, options.blank_separator))


def _numbers(draft: Draft) -> tuple[int, ...]:
    """The numbers of a choice's key; 0 and 1 under 对 and 错 are words for wrong and right."""
    if all(truth_of(option) is not None for option in draft.options if option):
        return ()
    return number_key(draft.key_text, draft.options)


def _kind(draft: Draft) -> str | None:
    kind = type_of(draft.type_text)
    if draft.blanks or draft.right is not None or draft.regions or draft.parts:
        return kind if kind in ("matching", "ordering") else None
    if kind == "fill_in":
        return _checked_fill_in(draft)
    return _guessed_fill_in(draft) if kind == "" and not any(draft.options) else kind


def _checked_fill_in(draft: Draft) -> str:
    """A fill-in with options and a letter for a key is a choice under a wrong name."""
    filled = [option for option in draft.options if option.strip()]
    if len(filled) > 1 and _LETTERS_ONLY.fullmatch(draft.key_text.strip()):
        draft.type_text = ""
        draft.warn("W-TYPE", N_("第 %(row)d 行：填空题有选项，答案是选项字母，已按选择题读取，请核对"), "type")
        return ""
    if filled and not draft.key_text.strip():
        # Some programs keep the text of each blank in an option column.
        draft.key_text = "||".join(option.replace("|", "\\|") for option in filled)
    draft.options = []
    return "fill_in"


def _guessed_fill_in(draft: Draft) -> str:
    key = draft.key_text.strip()
    if not key or truth_of(key) is not None or _LETTERS_ONLY.fullmatch(key):
        return ""
    if not _HOLES.search(draft.stem):
        if mark_blanks(draft.stem)[1] == 0:
            return ""
        draft.warn("W-TYPE", N_("第 %(row)d 行：没有写题型，也没有选项，已按填空题读取，请核对"), "type")
    draft.type_text = "fill_in"
    return "fill_in"


def _settle_numbers(numbered: list[tuple[Draft, tuple[int, ...]]], first: int | None) -> None:
    """A 0 anywhere makes every number of the file doubtful: 1 is the first option here and the second there."""
    if first is None and not any(0 in numbers for _, numbers in numbered):
        return
    for draft, numbers in numbered:
        if first is None:
            message = N_(
                "第 %(row)d 行：答案“%(key)s”不清楚是从 0 还是从 1 数起（文件里有 0），请选择后重新读取，或改写为字母"
            )
            draft.give_up("E-NUMBERBASE", message, "correct", key=shorten(draft.key_text))
        elif min(numbers) < first:
            message = N_("第 %(row)d 行：答案“%(key)s”没有对应的选项（从 1 数起），请核对答案")
            draft.give_up("E-KEYRANGE", message, "correct", key=shorten(draft.key_text))
        else:
            draft.right = tuple(sorted({number - first for number in numbers}))


def _settle_blanks(drafts: list[Draft], chosen: str) -> Iterator[Problem]:
    counts = {id(draft): _take_places(draft) for draft in drafts}
    waiting = [draft for draft in drafts if not draft.blanks and draft.key_text.strip()]
    readings = {id(draft): read_blanks(draft.key_text, counts[id(draft)], chosen) for draft in waiting}
    found = {reading.evidence for reading in readings.values() if reading.evidence}
    separator = chosen or (next(iter(found)) if len(found) == 1 else "")
    doubtful = [draft for draft in waiting if _is_doubtful(draft, readings[id(draft)], counts[id(draft)], found)]
    for draft in waiting:
        reading = readings[id(draft)]
        if reading.is_ambiguous and separator:
            reading = read_blanks(draft.key_text, counts[id(draft)], separator)
        _take_blanks(draft, reading, counts[id(draft)])
    if doubtful and not chosen:
        yield _doubt(doubtful, separator or "|")


def _is_doubtful(draft: Draft, reading: BlankKey, count: int, found: set[str]) -> bool:
    used = uses_single_separator(draft.key_text) if count > 1 else ""
    return (
        reading.is_ambiguous
        or (bool(used) and bool(found) and used not in found)
        or (bool(reading.evidence) and len(found) > 1)
    )


def _doubt(doubtful: list[Draft], separator: str) -> Problem:
    message = N_(
        "有 %(count)d 道填空题的答案同时像用 | 和 ; 隔开各空（如第 %(first)d 行“%(key)s”），暂按 %(separator)s 隔开各空读取，请选择后重新读取"
    )
    first = doubtful[0]
    return warning(
        0, "W-BLANKSEP", message, field="correct", count=len(doubtful), first=first.row, key=shorten(first.key_text),
        separator=separator,
    )  # fmt: skip


def _take_places(draft: Draft) -> int:
    """The number of places to fill in; where the answers stand in the stem they become the blanks."""
    draft.stem, count = mark_blanks(draft.stem)
    if count == 0 and not draft.key_text.strip():
        stem, texts = take_keyed_blanks(draft.stem)
        if texts:
            draft.stem, count = stem, len(texts)
            draft.blanks = tuple(Blank(accepted=(text,)) for text in texts)
            message = N_("第 %(row)d 行：没有答案行，已把括号里的“%(key)s”当作答案，请核对")
            draft.warn("W-BRACKETKEY", message, "correct", key=shorten("、".join(texts)))
    elif count == 0:
        message = N_("第 %(row)d 行：填空题的题干里没有空，已在末尾加上一个，请核对")
        draft.warn("W-NOBLANK", message, "stem")
        draft.stem, count = draft.stem.rstrip() + BLANK, 1
    return count


def _take_blanks(draft: Draft, reading: BlankKey, count: int) -> None:
    if reading.blanks:
        draft.blanks = reading.blanks
        return
    message = N_("第 %(row)d 行：题干有 %(count)d 个空，答案“%(key)s”分不成 %(count)d 份，请用 || 隔开各空的答案")
    draft.give_up("E-BLANKCOUNT", message, "correct", count=count, key=shorten(draft.key_text))


def _settle_matching(draft: Draft) -> None:
    if not draft.prompts:
        _take_pairs(draft)
    labels = _strip_labels(draft.prompts)
    lettered = labels == "A"
    if lettered:
        _strip_labels(draft.options)
    if draft.right is not None or not draft.key_text.strip():
        return
    read = read_matching_by_letter if lettered else read_matching
    draft.right = read(draft.key_text, len(draft.prompts))
    if draft.right is None:
        message = N_("第 %(row)d 行：匹配题的答案“%(key)s”看不懂，请写成 1-B，2-A，左边每一项写一次")
        draft.give_up("E-NOKEY", message, "correct", key=shorten(draft.key_text))


def _take_pairs(draft: Draft) -> None:
    """Options like ``红色——禁止`` are the pairs and the key at once; an empty left side is an extra on the right."""
    pairs = [split_pair(option) for option in draft.options]
    whole = [pair for pair in pairs if pair is not None]
    if len([pair for pair in whole if pair[0]]) < 2 or len(whole) < len([option for option in draft.options if option]):
        return
    rights = list(dict.fromkeys(right for _, right in whole))
    draft.prompts = [left for left, _ in whole if left]
    draft.options = rights
    draft.right = tuple(rights.index(right) for left, right in whole if left)


def _settle_order(draft: Draft) -> None:
    _strip_labels(draft.options)
    if draft.right is not None or not draft.key_text.strip():
        return
    draft.right = read_order(draft.key_text, draft.options)
    if draft.right is None:
        message = N_("第 %(row)d 行：排序题的答案“%(key)s”看不懂，请按先后写选项字母，如 BADC")
        draft.give_up("E-NOKEY", message, "correct", key=shorten(draft.key_text))


def _strip_labels(texts: list[str]) -> str:
    """Take consecutive labels (A. B. or 1. 2. or ①②) off in place; the first label's kind, or nothing."""
    found = [_LABEL.match(text) for text in texts]
    said = [next(group for group in each.groups() if group) for each in found if each]
    if not texts or len(said) < len(texts):
        return ""
    places = [_place(label) for label in said]
    if [place for _, place in places] != list(range(len(texts))) or len({kind for kind, _ in places}) > 1:
        return ""
    texts[:] = [text[each.end() :] for text, each in zip(texts, found, strict=True) if each]
    return places[0][0]


def _place(label: str) -> tuple[str, int]:
    if label in CIRCLED:
        return "1", CIRCLED.index(label)
    if label.isdecimal():
        return "1", int(plain(label)) - 1
    return "A", LETTERS.index(label.upper())
