"""Aiken: a question line, options ``A.`` or ``A)``, then ``ANSWER: X``; Chinese spellings with a notice."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from quizapp.banks.draft import Draft, shorten
from quizapp.banks.reading import BankReading, finish_all
from quizapp.banks.words import plain
from quizapp.kit.i18n import N_

KEY = "aiken"
_OPTION = re.compile(r"^([A-Z])[).][ \t]?(.*)$")
_LOOSE_OPTION = re.compile(r"^([A-ZＡ-Ｚ])\s*[、．.)）][ \t\u3000]*(.*)$")
_ANSWER = re.compile(r"^ANSWER:\s*(.*)$")
_LOOSE_ANSWER = re.compile(r"^(?:answer|Answer|ANSWER|答案|正确答案)\s*[:：]\s*(.*)$")


def sniff(text: str) -> bool:
    """Whether a line says ANSWER: and the line before it is an option."""
    lines = [line.strip() for line in text[:400_000].splitlines() if len(line.strip()) > 1]
    return any(_ANSWER.match(line) and _LOOSE_OPTION.match(before) for before, line in itertools.pairwise(lines))


def read(text: str, filename: str = "") -> BankReading:
    """Questions of an Aiken file; what is unfinished is named with its line, and reading goes on."""
    return finish_all(_drafts(text), KEY)


def is_stem(line: str) -> bool:
    """Whether the line would be read as the question itself, not as an option or an answer."""
    return not (len(line) < 2 and line.isascii()) and not _LOOSE_OPTION.match(line) and not _LOOSE_ANSWER.match(line)


def _drafts(text: str) -> Iterator[Draft]:
    draft: Draft | None = None
    for row, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        bare = line.strip()
        # Moodle skips lines of one byte; a Chinese character alone is longer than that.
        if len(bare) < 2 and bare.isascii():
            continue
        option, answer = _LOOSE_OPTION.match(bare), _LOOSE_ANSWER.match(bare)
        if option:
            draft = draft or _orphan(row, bare)
            _add_option(draft, option, is_strict=_OPTION.match(bare) is not None)
        elif answer:
            draft = draft or _orphan(row, bare)
            _add_key(draft, answer[1], is_strict=_ANSWER.match(bare) is not None)
            yield draft
            draft = None
        else:
            if draft is not None:
                yield _unfinished(draft)
            draft = Draft(row=row, stem=bare)
    if draft is not None:
        yield _unfinished(draft)


def _orphan(row: int, line: str) -> Draft:
    draft = Draft(row=row)
    draft.give_up("E-NOSTEM", N_("第 %(row)d 行：前面没有题干（%(line)s），请补上题干"), "stem", line=shorten(line))
    return draft


def _unfinished(draft: Draft) -> Draft:
    message = N_("第 %(row)d 行起的题目没有写完（%(stem)s）：题干占一行，选项之后要有 ANSWER: 行")
    draft.give_up("E-NOKEY", message, "correct", stem=shorten(draft.stem))
    return draft


def _add_option(draft: Draft, option: re.Match[str], *, is_strict: bool) -> None:
    expected = chr(ord("A") + len(draft.options))
    if plain(option[1]) != expected:
        message = N_("第 %(row)d 行起的题目：选项字母应依次为 A、B、C，此处是 %(letter)s，请核对")
        draft.give_up("E-SYNTAX", message, "options", letter=option[1])
    if not is_strict:
        _name_dialect(draft)
    draft.options.append(option[2])


def _add_key(draft: Draft, key: str, *, is_strict: bool) -> None:
    if not is_strict:
        _name_dialect(draft)
    letters = re.findall(r"[A-Z]", plain(key).upper())
    # The standard takes the first letter only; several letters are our extension and make it multiple.
    draft.key_text = key if len(letters) > 1 and re.fullmatch(r"[A-Za-z\s,，、]+", key) else "".join(letters[:1])
    # One letter may also be the answer to a statement whose options are 正确 and 错误.
    draft.type_text = "multiple" if len(set(draft.key_text) & set(letters)) > 1 else ""


def _name_dialect(draft: Draft) -> None:
    if not any(problem.code == "W-DIALECT" for problem in draft.problems):
        draft.warn("W-DIALECT", N_("第 %(row)d 行起的题目不是标准 Aiken 写法，已按中文习惯读取"))
