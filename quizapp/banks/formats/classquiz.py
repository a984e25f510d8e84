"""ClassQuiz: its spreadsheet, and its archive (cqa): gzipped JSON with the pictures behind it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import msgspec

from quizapp.banks.draft import Draft, shorten
from quizapp.banks.formats.kahoot import read_live
from quizapp.banks.formats.live_sheet import Titles, find_layout
from quizapp.banks.formats.pictures import keep_picture
from quizapp.banks.markup import text_of_html
from quizapp.banks.reading import BankReading, finish_all, refused
from quizapp.kit.i18n import N_
from quizapp.questions import Blank
from quizapp.sheets import Workbook, ZipBomb, error

KEY = "classquiz"
CQA_KEY = "classquiz_archive"
_TITLES = Titles(
    question=re.compile(r"question\b"),
    answer=re.compile(r"([1-6])(?:st|nd|rd|th) answer"),
    time=re.compile(r"time limit"),
    correct=re.compile(r"correct answer"),
)
_GZIP = b"\x1f\x8b\x08"
_BEHIND_QUIZ = b"\xc7\xc7\xc7\x00"
_PICTURE = re.compile(rb"\xc6\xc6\xc6\x00(-?\d{1,4})\xc5\xc5\x00")
_MAX_JSON = 32 * 1024 * 1024


def sniff(workbook: Workbook) -> bool:
    """Whether a visible table has ClassQuiz's titles."""
    return any(find_layout(table, _TITLES) for table in workbook.visible)


def read(workbook: Workbook) -> BankReading:
    """Questions of a ClassQuiz spreadsheet; the bank's title and summary stand above the header."""
    return read_live(workbook, _TITLES, KEY, dict(_about(workbook)))


def _about(workbook: Workbook) -> Iterator[tuple[str, str]]:
    names = {"title": "title", "description": "summary"}
    for table in workbook.visible:
        for row in table.rows[:12]:
            for label, value in pairwise(row):
                if value and (name := names.pop(label.strip().casefold(), "")):
                    yield name, value


def is_cqa(data: bytes) -> bool:
    """Whether the bytes begin as gzip; nothing else that we read does."""
    return data.startswith(_GZIP)


def read_cqa(data: bytes) -> BankReading:
    """Questions and pictures of a ClassQuiz archive; a problem's row is the question's number."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(data, _MAX_JSON)
        if unpacker.unconsumed_tail:
            raise ZipBomb
        content = msgspec.json.decode(text)
    except (zlib.error, msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        content = None
    entries = content.get("questions") if isinstance(content, dict) else None
    if not isinstance(content, dict) or not isinstance(entries, list) or not unpacker.eof:
        message = N_("不是完整的 ClassQuiz 文件（cqa），请重新导出")
        return refused(error(0, "E-BROKEN", message), CQA_KEY)
    pictures = _pictures(unpacker.unused_data.removeprefix(_BEHIND_QUIZ))
    files: dict[str, bytes] = {}
    drafts = [_draft(row, entry, pictures, files) for row, entry in enumerate(entries, start=1)]
    meta = {"title": text_of_html(str(content.get("title") or "")), "summary": text_of_html(str(content.get("description") or ""))}  # fmt: skip
    return finish_all([draft for draft in drafts if draft], CQA_KEY, meta=meta, files=files)


def _pictures(tail: bytes) -> dict[int, bytes]:
    """Pictures by the number that the questions use."""
    marks = list(_PICTURE.finditer(tail))
    ends = [mark.start() for mark in marks[1:]] + [len(tail)]
    return {int(mark[1]): tail[mark.end() : end] for mark, end in zip(marks, ends, strict=False)}


def _draft(row: int, entry: object, pictures: Mapping[int, bytes], files: dict[str, bytes]) -> Draft | None:
    if not isinstance(entry, dict):
        draft = Draft(row=row)
        draft.give_up("E-SYNTAX", N_("第 %(row)d 题应写成 {...}"))
        return draft
    kind = str(entry.get("type") or "ABCD").upper()
    if kind == "SLIDE":
        return None
    draft = Draft(row=row, stem=text_of_html(str(entry.get("question") or "")))
    number = entry.get("image")
    if isinstance(number, int) and number in pictures:
        picture = keep_picture(pictures[number], files)
        draft.media = (picture,) if picture else ()
    if number is not None and not draft.media:
        draft.warn("W-PICTURE", N_("第 %(row)d 行起的题目含有图片或公式，未能读取，请核对"), "stem")
    answers = entry.get("answers")
    _take_answers(draft, kind, answers if isinstance(answers, list | dict) else [])
    return draft


def _take_answers(draft: Draft, kind: str, answers: list[Any] | dict[str, Any]) -> None:
    if kind == "RANGE" and isinstance(answers, dict):
        _take_range(draft, answers)
        return
    listed = [answer for answer in answers if isinstance(answer, dict)] if isinstance(answers, list) else []
    texts = [text_of_html(str(answer.get("answer") or "")) for answer in listed]
    if kind == "TEXT":
        is_exact = any(answer.get("case_sensitive") is True for answer in listed)
        draft.type_text, draft.blanks = "fill_in", (Blank(accepted=tuple(texts), case_sensitive=is_exact),)
    elif kind == "ORDER":
        draft.type_text, draft.options, draft.right = "ordering", texts, tuple(range(len(texts)))
    elif kind in ("ABCD", "CHECK"):
        draft.options = texts
        draft.right = tuple(place for place, answer in enumerate(listed) if answer.get("right") is True)
    else:
        message = N_("第 %(row)d 行：这种题没有标准答案（%(type)s：%(stem)s），无法导入")
        draft.give_up("E-TYPE", message, "type", type=kind, stem=shorten(draft.stem))


def _take_range(draft: Draft, answers: Mapping[str, Any]) -> None:
    low, high = answers.get("min_correct"), answers.get("max_correct")
    if not isinstance(low, int | float) or not isinstance(high, int | float) or abs(low) > 1e12 or abs(high) > 1e12:
        draft.give_up("E-NOKEY", N_("第 %(row)d 行：没有正确的数值范围，请在原系统补上"), "correct")
        return
    draft.type_text = "fill_in"
    draft.blanks = (Blank(number=(low + high) / 2, tolerance=abs(high - low) / 2),)
