"""Texts that survey services import and export: a tag behind the question, options without letters, a blank line between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from quizapp.banks.draft import Draft
from quizapp.banks.papers.lines import about_line, explanation_line, key_line
from quizapp.banks.words import LETTERS, type_of

#: English names of the types, as the international editions write them.
_ENGLISH = {
    "single choice": "单选题", "multiple choice": "多选题", "true/false": "判断题", "variable choice": "不定项选择题",
    "multiple fill-in-blank": "填空题", "fill-in-blank": "填空题", "single line text": "填空题", "ordering": "排序题",
    "sorting": "排序题", "essay": "简答题", "dropdown": "单选题",
}  # fmt: skip
_PLAIN = {"下拉框": "单选题", "下拉单选": "单选题", "下拉题": "单选题", "单行文本题": "填空题", "单行文本": "填空题"}
_SKIPPED = {"段落说明", "分页", "文字描述", "description"}
TAG = re.compile(r"\[([^\[\]\n]{1,80})\]")
_ANSWER = re.compile(r"^\s*(?:答案|正确答案|answer)\s*[:：]\s*(.*)$", re.IGNORECASE | re.DOTALL)
_SAID = re.compile(
    r"^\s*(?:分值|分数|score|全部|部分|按空|人工|手动|all|partial|byblank|manual|必填|选填|必答)", re.IGNORECASE
)
_NUMBER = re.compile(r"^\s*(?:Q?\d{1,4}\s*[.、．:：)）]|第\s?\d{1,4}\s?题[.、．:：]?)\s*", re.IGNORECASE)
_REMARK = re.compile(
    r"\s*(?:\*|[(（]\s?(?:选填|必填|必答|分值\s?[:：]\s?[\d.]{1,6}\s?分?|[\d.]{1,6}\s?分)\s?[)）])\s*$"
)
_BULLET = re.compile(r"^[○●◯◎□■☐☑✓√*•·]\s*")
_RIGHT = re.compile(r"\s*[(（]\s?(?:正确答案|正确|答案)\s?[)）]\s*$")
_BLANK_KEY = re.compile(r"^\s*(?:第?\s?\d{0,2}\s?空|空\s?\d{1,2})\s?(?:正确)?答案\s*[:：]\s*(.+)$")


@dataclass
class _Item:
    row: int
    number: int = 0
    tags: list[str] = field(default_factory=list)
    stem: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    marked: list[int] = field(default_factory=list)
    blank_keys: list[str] = field(default_factory=list)
    key: str = ""
    #: A line, not a tag, held the key: options are over.
    is_keyed: bool = False
    explanation: list[str] = field(default_factory=list)
    difficulty: str = ""


def type_named(tag: str) -> str:
    """The Chinese type that a tag names (known or not); empty for a tag that is no type."""
    word = tag.strip()
    if word.casefold() in _ENGLISH:
        return _ENGLISH[word.casefold()]
    if word in _PLAIN:
        return _PLAIN[word]
    return word if word.endswith(("题", "框", "条", "单选", "多选", "填空", "上传")) and len(word) <= 10 else ""


def tagged_lines(text: str) -> list[tuple[str, list[str]]]:
    """Lines that hold a type tag, with all their tags."""
    found = []
    for line in text[:400_000].splitlines():
        tags = TAG.findall(line) if "[" in line and len(line) < 4_000 else []
        if any(type_named(tag) for tag in tags):
            found.append((line, tags))
    return found


def survey_drafts(text: str) -> Iterator[Draft]:
    """A draft for each tagged question; what stands before the first is title and greeting."""
    item: _Item | None = None
    for row, line in enumerate(text.splitlines(), start=1):
        bare = line.replace("\xa0", " ").replace("\u3000", " ").strip()
        tags = TAG.findall(bare) if len(bare) < 4_000 else []
        if any(type_named(tag) or tag.strip().casefold() in _SKIPPED for tag in tags):
            yield from _finished(item)
            item = _open(row, bare, tags)
        elif bare and item is not None:
            _take(item, bare)
    yield from _finished(item)


def survey_title(text: str) -> str:
    """The first line where it stands alone above the questions."""
    lines = [line.strip() for line in text[:4_000].splitlines() if line.strip()]
    return lines[0] if lines and not TAG.search(lines[0]) and len(lines[0]) <= 60 else ""


def _open(row: int, line: str, tags: list[str]) -> _Item:
    stem = TAG.sub(lambda found: "" if _is_known(found[1]) else found[0], line)
    for _ in range(3):
        stem = _REMARK.sub("", stem)
    item = _Item(row=row, tags=tags, stem=[_NUMBER.sub("", stem).strip()])
    for tag in tags:
        if found := _ANSWER.match(tag):
            item.key = found[1].strip()
    return item


def _is_known(tag: str) -> bool:
    return bool(type_named(tag) or _ANSWER.match(tag) or _SAID.match(tag)) or tag.strip().casefold() in _SKIPPED


def _take(item: _Item, line: str) -> None:
    if blank := _BLANK_KEY.match(line):
        item.blank_keys.append(blank[1].strip())
    elif (key := key_line(line)) is not None:
        item.key, item.is_keyed = key[0] or item.key, True
        item.explanation += [key[1]] if key[1] else []
    elif (about := about_line(line)) is not None:
        item.difficulty = about[1] if about[0] == "difficulty" else item.difficulty
    elif (said := explanation_line(line)) is not None:
        item.explanation.append(said)
    elif item.explanation or item.is_keyed:
        item.explanation.append(line)
    elif _kind(item) == "fill_in":
        item.stem.append(line)
    else:
        _take_option(item, line)


def _take_option(item: _Item, line: str) -> None:
    text = _RIGHT.sub("", _BULLET.sub("", line))
    if _RIGHT.search(line):
        item.marked.append(len(item.options))
    letter = LETTERS[len(item.options)] if len(item.options) < len(LETTERS) else ""
    found = re.match(rf"^[(（]?\s?{letter}\s?[.、．)）:：]\s*(?=\S)", text) if letter else None
    item.options.append(text[found.end() :] if found else text)


def _kind(item: _Item) -> str | None:
    return type_of(next((named for tag in item.tags if (named := type_named(tag))), ""))


def _finished(item: _Item | None) -> Iterator[Draft]:
    if item is None or all(not type_named(tag) for tag in item.tags):
        return
    draft = Draft(
        row=item.row, type_text=next(named for tag in item.tags if (named := type_named(tag))),
        stem="\n".join(item.stem).strip(), options=item.options, key_text=item.key or "||".join(item.blank_keys),
        explanation="\n".join(item.explanation), difficulty=item.difficulty,
    )  # fmt: skip
    if item.marked and not item.key:
        draft.right = tuple(item.marked)
    yield draft
