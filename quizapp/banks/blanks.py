"""Fill-in answers as people write them: where the blanks are, what divides them, and what divides synonyms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from quizapp.questions import Blank

BLANK = "____"
#: More blanks than any answer has; a longer list is an accident.
_MAX_BLANKS = 40
_PLACES = re.compile(r"\{\{\s{0,4}\}\}|\{[_\s]{0,20}\}|[_＿]{2,}|﹍{2,}|﹏{2,}")
_EMPTY_BRACKETS = re.compile(r"[(（【\[][\s_＿]{0,40}[)）】\]]")
_KEYED = re.compile(r"\{_([^{}_]{1,80})_\}|__([^_\n]{1,80})__|[(（]\s{0,8}([^()（）\n]{1,40}?)\s{0,8}[)）]")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_NUMBERED = re.compile(
    rf"(?:^|(?<=[\s,，;；、|。]))(?:[(（]\s?(\d{{1,2}})\s?[)）]|(\d{{1,2}})\s?(?:[)）、．:：]|\.(?!\d))"
    rf"|([{_CIRCLED}])|第?\s?(\d{{1,2}})\s?空\s?[:：]?|空\s?(\d{{1,2}})\s?(?:答案)?\s?[:：])"
)
_TOLERANCE = re.compile(r"([-+]?\d{1,15}(?:\.\d{1,25})?)\s?(?:±|\+/-|\+-)\s?(\d{1,15}(?:\.\d{1,25})?)")
_EXACT = re.compile(r"[(（]\s?区分大小写\s?[)）]$")
#: Escaped separators while a text is being divided; no keyboard writes them.
_HELD = {"\\|": "\ue001", "\\;": "\ue002", "\\\\": "\ue003", "\\±": "\ue004"}
_OR = r"\s+或\s+"
_FALLBACKS = (r"\n", r"\t", r"、", r"[，,]", r"\s{2,}", r"\s")


@dataclass(frozen=True, kw_only=True, slots=True)
class BlankKey:
    """What an answer says. No blanks: their number does not fit."""

    blanks: tuple[Blank, ...] = ()
    #: Both separators fit: only the writer knows which one divides the blanks.
    is_ambiguous: bool = False
    #: The one of two separators in use that alone fits, as evidence for the rest of the file.
    evidence: str = ""


def mark_blanks(stem: str) -> tuple[str, int]:
    """The stem with every place to fill in as four underscores, and their number."""
    marked, count = _PLACES.subn(BLANK, stem)
    return (marked, count) if count else _EMPTY_BRACKETS.subn(BLANK, stem)


def take_keyed_blanks(stem: str) -> tuple[str, tuple[str, ...]]:
    """The stem with its filled places emptied, and what stood in them: ``{_119_}``, ``__119__`` or ``（119）``."""
    texts = [next(group for group in found.groups() if group) for found in _KEYED.finditer(stem)]
    return _KEYED.sub(BLANK, stem), tuple(text.strip() for text in texts)


def read_blanks(key: str, count: int, separator: str = "") -> BlankKey:
    """What may be written into ``count`` blanks; ``separator`` (``|`` or ``;``) divides blanks where that is known."""
    text = _hold(key.strip())
    if "||" in text:
        return _fitting(text.split("||"), count, "|;") if count > 1 else _single(text)
    if count > 1 and (listed := _numbered(text, count)):
        return _fitting(listed, count, "|;")
    if count <= 1:
        return _single(text)
    used = [mark for mark in "|;" if mark in text]
    if not used:
        return _plain_list(text, count)
    fits = [mark for mark in used if len(_split(text, mark)) == count]
    if separator:
        fits = [mark for mark in fits if mark == separator]
    if len(fits) != 1:
        ambiguous = _divided(text, "|", count) if fits else ()
        return BlankKey(blanks=ambiguous, is_ambiguous=bool(fits))
    return BlankKey(blanks=_divided(text, fits[0], count), evidence=fits[0] if len(used) > 1 else "")


def uses_single_separator(key: str) -> str:
    """``|`` or ``;`` where a key has only one of them, for comparing with the rest of the file."""
    used = {mark for mark in "|;" if mark in _hold(key)}
    return used.pop() if len(used) == 1 and "||" not in key else ""


def write_blanks(blanks: tuple[Blank, ...]) -> str:
    """The answer as `read_blanks` reads it without any doubt: ``||`` between blanks, ``|`` between synonyms."""
    return "||".join("|".join(write_accepted(blank)) for blank in blanks)


def write_accepted(blank: Blank) -> Iterator[str]:
    """What may be written into one blank, each as `read_blanks` reads it."""
    if blank.number is not None:
        yield f"{Decimal(repr(blank.number)):f}±{Decimal(repr(blank.tolerance)):f}"
    for text in blank.accepted:
        bare = text.replace("\\", "\\\\").replace("|", "\\|").replace(";", "\\;").replace("±", "\\±")
        yield bare + ("（区分大小写）" if blank.case_sensitive else "")


def _hold(text: str) -> str:
    held = re.sub(r"\\[|;\\±]", lambda found: _HELD[found[0]], text)
    return held.replace("｜", "|").replace("；", ";")


def _release(text: str) -> str:
    for escaped, mark in _HELD.items():
        text = text.replace(mark, escaped[1])
    return text


def _split(text: str, mark: str) -> list[str]:
    return [part.strip() for part in text.strip(" 。").strip(mark).split(mark)]


def _single(text: str) -> BlankKey:
    blank = _blank(re.split(rf"[|;\n]|{_OR}", text))
    return BlankKey(blanks=(blank,) if blank else ())


def _fitting(parts: list[str], count: int, marks: str) -> BlankKey:
    blanks = tuple(_blank(re.split(f"[{marks}]|{_OR}", part)) or Blank() for part in parts)
    return BlankKey(blanks=blanks if len(blanks) == count else ())


def _divided(text: str, mark: str, count: int) -> tuple[Blank, ...]:
    other = ";" if mark == "|" else "|"
    return _fitting(_split(text, mark), count, other).blanks


def _plain_list(text: str, count: int) -> BlankKey:
    for mark in _FALLBACKS:
        parts = [part for part in re.split(mark, text.strip(" 。")) if part.strip()]
        if len(parts) == count:
            return _fitting(parts, count, "|;")
    return BlankKey()


def _numbered(text: str, count: int) -> list[str]:
    """Texts behind (1), (2) ... or ①②; empty unless the numbers run from 1 to ``count``."""
    marks = list(_NUMBERED.finditer(text[:20_000]))[: _MAX_BLANKS + 1]
    if not marks or text[: marks[0].start()].strip() or [_number(mark) for mark in marks] != list(range(1, count + 1)):
        return []
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return [text[mark.end() : end].strip(" \t\n,，;；、|。") for mark, end in zip(marks, ends, strict=True)]


def _number(found: re.Match[str]) -> int:
    said = next(group for group in found.groups() if group)
    return _CIRCLED.index(said) + 1 if said in _CIRCLED else int(said)


def _blank(texts: list[str]) -> Blank | None:
    """One blank with its synonyms; a single ``3.5±0.1`` is a number. None when nothing may be written."""
    bare = [text.strip() for text in texts if text.strip()]
    numbers = [found for text in bare if (found := _TOLERANCE.fullmatch(text))]
    rest = [text for text in bare if not _TOLERANCE.fullmatch(text)]
    is_exact = bool(rest) and all(_EXACT.search(text) for text in rest)
    accepted = tuple(dict.fromkeys(_release(_EXACT.sub("", text) if is_exact else text) for text in rest))
    if not bare or len(numbers) > 1:
        accepted = tuple(dict.fromkeys(_release(text) for text in bare))
        return Blank(accepted=accepted) if bare else None
    number = numbers[0] if numbers else None
    return Blank(
        accepted=accepted, case_sensitive=is_exact, number=float(number[1]) if number else None,
        tolerance=float(number[2]) if number else 0.0,
    )  # fmt: skip
