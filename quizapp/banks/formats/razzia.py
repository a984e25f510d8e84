"""Razzia quiz files: JSON with ``subject`` and questions whose ``solutions`` count from 0."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from quizapp.banks.draft import Draft, shorten
from quizapp.banks.reading import BankReading, finish_all, refused
from quizapp.kit.i18n import N_
from quizapp.questions import Blank
from quizapp.sheets import error

KEY = "razzia"
_TYPES = {"single": "single", "multiple": "multiple", "multi": "multiple", "": ""}


def sniff(text: str) -> bool:
    """Whether a JSON object speaks of answers and solutions, as only Razzia does."""
    head = text[:400_000]
    return (
        re.match(r"\s*\{", head) is not None and '"questions"' in head and '"answers"' in head and '"subject"' in head
    )


def read(text: str) -> BankReading:
    """Questions of a quiz file; a problem's row is the question's number. Media are addresses and only named."""
    try:
        content = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as broken:
        return refused(error(0, "E-SYNTAX", N_("不是合格的 JSON 文件（%(reason)s），请修正"), reason=str(broken)), KEY)
    entries = content.get("questions") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        return refused(error(0, "E-EMPTY", N_("JSON 里没有 questions 列表，请对照说明检查")), KEY)
    title = content.get("subject")
    drafts = [_draft(row, entry) for row, entry in enumerate(entries, start=1)]
    return finish_all(drafts, KEY, meta={"title": title} if isinstance(title, str) else {})


def _draft(row: int, entry: object) -> Draft:
    if not isinstance(entry, dict):
        draft = Draft(row=row)
        draft.give_up("E-SYNTAX", N_("第 %(row)d 题应写成 {...}"))
        return draft
    answers = entry.get("answers")
    kind = str(entry.get("type") or "").casefold()
    draft = Draft(row=row, stem=str(entry.get("question") or ""), type_text=_TYPES.get(kind, ""))
    draft.options = [str(answer) for answer in answers] if isinstance(answers, list) else []
    if kind == "estimation":
        _take_estimation(draft, entry)
    else:
        _take_solutions(draft, entry)
    if entry.get("media") or entry.get("image"):
        draft.warn("W-PICTURE", N_("第 %(row)d 行起的题目含有图片或公式，未能读取，请核对"), "stem")
    return draft


def _take_solutions(draft: Draft, entry: Mapping[str, Any]) -> None:
    """A number or a list of them, counted from 0; older files call it ``solution``."""
    said = entry.get("solutions", entry.get("solution"))
    if said is None:
        return
    numbers = said if isinstance(said, list) else [said]
    if not all(isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 100 for number in numbers):
        draft.fail("E-NOKEY", N_("第 %(row)d 行：solutions 应是从 0 数起的选项序号"), "correct")
        numbers = []
    draft.right = tuple(sorted(set(numbers)))
    if len(draft.right) > 1 and draft.type_text == "single":
        draft.type_text = ""


def _take_estimation(draft: Draft, entry: Mapping[str, Any]) -> None:
    said, options = entry.get("solutions"), entry.get("options")
    numbers: list[Any] = said if isinstance(said, list) else [said]
    margin = options.get("margin", 0) if isinstance(options, dict) else 0
    values = [value for value in (*numbers, margin) if isinstance(value, int | float) and abs(value) < 1e12]
    if len(numbers) != 1 or len(values) != 2 or margin < 0:
        message = N_("第 %(row)d 行：没有正确的数值（%(stem)s），请在原系统补上")
        draft.give_up("E-NOKEY", message, "correct", stem=shorten(draft.stem))
        return
    draft.type_text, draft.options = "fill_in", []
    draft.blanks = (Blank(number=float(numbers[0]), tolerance=float(margin)),)
