"""Questions and index compared with full texts of laws: articles, paragraphs, dates, and the figures in the key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from quizapp.kit.i18n import N_
from quizapp.questions import Question
from quizapp.sheets import Problem, error, warning

from .checks import Bank, Placed, place_questions
from .laws import ARTICLE, Law, LawIndex
from .numerals import NUMERAL, to_int

_HEADING = re.compile(rf"^\s*(?:\*\*)?第({NUMERAL})条(?:之({NUMERAL}))?(?:\*\*)?(?:[\s\u3000]+|$)(.*)$")
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
#: Collections of regulations name the version in the file, where the preamble tells of the first one only.
_DATE_IN_NAME = re.compile(r"\((\d{4}-\d{2}-\d{2})\)")
_PERCENT = re.compile(rf"百分之({NUMERAL}|\d+)")
_ITEM = re.compile(rf"^\s*[（(]{NUMERAL}[)）]")
_NOT_TEXT = re.compile(r"^\s*(?:#|<!--|---|第[一二三四五六七八九十百]+[编章节]\s)")
_UNITS = "个?工作日|个?小时|分钟|个?月|日内?|天|年|万元|亿元|元|倍|周岁|岁|米|人|%|次|吨|千克|公斤|公里|千伏|伏"
_FIGURE = re.compile(rf"({NUMERAL}|\d+(?:\.\d+)?)\s*({_UNITS})")
_SAME_UNIT = {
    "天": "日",
    "日内": "日",
    "个工作日": "工作日",
    "个小时": "小时",
    "个月": "月",
    "周岁": "岁",
    "公斤": "千克",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class LawText:
    """A law as read from its file: paragraphs (款) by article, items (项) joined to the paragraph above."""

    articles: dict[str, tuple[str, ...]]
    #: The version: the date in the file's name, else the latest in its preamble; None when there is neither.
    latest: date | None


@dataclass(slots=True)
class _Collected:
    articles: dict[str, list[str]] = field(default_factory=dict)
    dates: list[date] = field(default_factory=list)


@lru_cache(maxsize=64)
def read_law_text(path: Path) -> LawText:
    """The articles of a Markdown law text. Raises ``OSError`` when the file is not there."""
    found = _Collected()
    current = ""
    for line in path.read_text("utf-8").splitlines():
        heading = _HEADING.match(line)
        if heading:
            number = to_int(heading[1])
            current = f"{number}-{to_int(heading[2])}" if heading[2] else str(number)
            found.articles[current] = [heading[3].strip()] if heading[3].strip() else []
        elif not current:
            found.dates.extend(_dates(line))
        elif line.strip() and not _NOT_TEXT.match(line):
            _add_paragraph(found.articles[current], line.strip())
    named = _DATE_IN_NAME.search(path.name)
    latest = date.fromisoformat(named[1]) if named else max(found.dates, default=None)
    return LawText(articles={number: tuple(texts) for number, texts in found.articles.items()}, latest=latest)


def check_index_against_texts(index: LawIndex, laws_dir: Path) -> tuple[Problem, ...]:
    """Where the index and the texts disagree: missing files, numbers of articles, inserted articles, dates."""
    found: list[Problem] = []
    for law in index.laws.values():
        text = _text_of(law, laws_dir)
        if text is None and law.file:
            found.append(
                error(0, "E-LAWFILE", N_("《%(title)s》的全文文件 %(file)s 不存在"), title=law.title, file=law.file)
            )
        elif text is not None:
            found.extend(_check_law(law, text))
    return tuple(found)


def check_against_texts(bank: Bank, index: LawIndex, laws_dir: Path) -> list[Problem]:
    """Where the bank's citations and the index of the laws it cites are not borne out by the full texts.

    An article or paragraph that is not there, a wrong number of articles or version date are errors;
    figures of a right answer (三日, 10万元) that the cited article lacks are warnings. Laws without a file are skipped.
    """
    cited = {question.source.law for question in bank.questions if question.source}
    laws = {key: law for key, law in index.laws.items() if key in cited}
    found = list(check_index_against_texts(LawIndex(laws=laws, standards={}), laws_dir))
    for place in place_questions(bank):
        source = place.question.source
        law = laws.get(source.law) if source else None
        text = _text_of(law, laws_dir) if law else None
        if source is not None and law is not None and text is not None:
            found.extend(_check_citation(place, law, text, source.article))
    return found


def figures_of(text: str) -> set[tuple[float, str]]:
    """Amounts with their units: ``{(100000.0, "元"), (3.0, "日")}`` for 三日内处十万元."""
    figures = {(float(to_int(number) or 0), "%") for number in _PERCENT.findall(text)}
    for written, unit in _FIGURE.findall(text):
        amount = float(written) if written[0].isdigit() else float(to_int(written) or 0)
        name = _SAME_UNIT.get(unit, unit)
        if name in ("万元", "亿元"):
            amount, name = amount * (10_000 if name == "万元" else 100_000_000), "元"
        figures.add((amount, name))
    return figures


def _text_of(law: Law, laws_dir: Path) -> LawText | None:
    path = laws_dir / law.file
    return read_law_text(path) if law.file and path.is_file() else None


def _check_law(law: Law, text: LawText) -> Iterator[Problem]:
    whole = [int(number) for number in text.articles if "-" not in number]
    inserted = {number for number in text.articles if "-" in number}
    if max(whole, default=0) != law.articles or set(whole) != set(range(1, law.articles + 1)):
        message = N_("《%(title)s》目录写 %(index)d 条，全文读到 %(text)d 条（共 %(count)d 个条号）")
        yield error(
            0,
            "E-ARTICLECOUNT",
            message,
            title=law.title,
            index=law.articles,
            text=max(whole, default=0),
            count=len(whole),
        )
    if inserted != law.inserted:
        names = "、".join(sorted(inserted ^ law.inserted))
        yield error(0, "E-INSERTED", N_("《%(title)s》增设的条文与全文不一致：%(names)s"), title=law.title, names=names)
    if text.latest is not None and text.latest != law.version_date:
        message = N_("《%(title)s》目录的版本日期是 %(index)s，全文最近一次修改是 %(text)s")
        yield error(0, "E-VERSION", message, title=law.title, index=str(law.version_date), text=str(text.latest))


def _check_citation(place: Placed, law: Law, text: LawText, article: str) -> Iterator[Problem]:
    name = f"{place.file} {place.question.key}".strip()
    cited = ARTICLE.fullmatch(article)
    number = f"{cited[1]}-{cited[2]}" if cited and cited[2] else cited[1] if cited else article
    paragraphs = text.articles.get(number)
    if paragraphs is None:
        message = N_("%(name)s：《%(title)s》全文中没有第 %(article)s 条")
        yield error(place.row, "E-ARTICLE", message, field="source", name=name, title=law.title, article=article)
        return
    if cited and cited[3] and int(cited[3]) > len(paragraphs):
        message = N_("%(name)s：《%(title)s》第 %(article)s 条只有 %(count)d 款")
        yield error(
            place.row,
            "E-PARAGRAPH",
            message,
            field="source",
            name=name,
            title=law.title,
            article=number,
            count=len(paragraphs),
        )
    missing = _claimed(place.question) - figures_of(" ".join(paragraphs))
    if missing:
        figures = "、".join(f"{amount:g}{unit}" for amount, unit in sorted(missing))
        message = N_("%(name)s：正确答案里的 %(figures)s 没有出现在《%(title)s》第 %(article)s 条中，请核对")
        yield warning(
            place.row, "W-FIGURE", message, field="correct", name=name, figures=figures, title=law.title, article=number
        )


def _claimed(question: Question) -> set[tuple[float, str]]:
    """Figures that the question says are right."""
    if question.type == "true_false":
        return figures_of(question.stem) if question.correct == (0,) else set()
    return figures_of(" ".join(question.options[index] for index in question.correct if index < len(question.options)))


def _add_paragraph(paragraphs: list[str], line: str) -> None:
    if _ITEM.match(line) and paragraphs:
        paragraphs[-1] = f"{paragraphs[-1]}\n{line}"
    else:
        paragraphs.append(line)


def _dates(line: str) -> Iterator[date]:
    for year, month, day in _DATE.findall(line):
        yield date(int(year), int(month), int(day))
