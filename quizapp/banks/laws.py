"""The index of laws and standards that questions may cite, and what is wrong with a citation."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from quizapp.errors import Misconfigured
from quizapp.kit.i18n import N_
from quizapp.questions import Flaw, Source

#: 28, 28.2 or 133-1.
ARTICLE = re.compile(r"(\d{1,4})(?:-(\d{1,2}))?(?:\.(\d{1,2}))?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Law:
    """One law or regulation in the version that questions cite."""

    key: str
    title: str
    short: str
    version_date: date
    in_force_since: date
    #: Highest article number; articles like 第一百三十三条之一 stand in ``inserted`` as ``133-1``.
    articles: int
    inserted: frozenset[str] = frozenset()
    #: Path below the folder of full texts.
    file: str = ""

    def has_article(self, article: str) -> bool:
        """Whether ``28``, ``28.2`` or ``133-1`` exists here; paragraphs are not known to the index."""
        found = ARTICLE.fullmatch(article)
        if found is None:
            return False
        if found[2]:
            return f"{int(found[1])}-{int(found[2])}" in self.inserted
        return 1 <= int(found[1]) <= self.articles


@dataclass(frozen=True, kw_only=True, slots=True)
class Standard:
    """One standard."""

    code: str
    title: str
    in_force_since: date | None = None
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class LawIndex:
    """Everything that may be cited, by key and by code."""

    laws: Mapping[str, Law]
    standards: Mapping[str, Standard]

    def find_title(self, title: str) -> Law | None:
        """The law with this full or short title."""
        bare = title.removeprefix("中华人民共和国")
        return next(
            (law for law in self.laws.values() if bare in (law.title.removeprefix("中华人民共和国"), law.short)), None
        )


EMPTY_INDEX = LawIndex(laws={}, standards={})


def read_law_index(path: Path) -> LawIndex:
    """The index in ``laws.toml``. Raises ``Misconfigured`` naming the entry that is wrong."""
    try:
        content = tomllib.loads(path.read_text("utf-8"))
        laws = [_law(entry) for entry in content.get("law", [])]
        standards = [_standard(entry) for entry in content.get("standard", [])]
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as broken:
        message = N_("法规目录 %(file)s 无法读取：%(reason)s，请修正该文件")
        raise Misconfigured(message, file=path.name, reason=str(broken)) from broken
    _refuse_repeats(path, [law.key for law in laws] + [standard.code for standard in standards])
    return LawIndex(laws={law.key: law for law in laws}, standards={entry.code: entry for entry in standards})


def check_source(source: Source | None, index: LawIndex) -> Iterator[Flaw]:
    """What is wrong with a citation: missing, unknown, an article that does not exist, another version."""
    if source is None or not (source.law or source.standard or source.note):
        yield _flaw("E-NOSOURCE", "error", N_("没有写明依据，请补上法规条款或标准"))
    elif source.law:
        yield from _check_law(source, index)
    elif source.standard:
        if source.standard not in index.standards:
            yield _flaw(
                "E-STANDARD", "error", N_("目录中没有标准“%(name)s”，请核对编号或补充目录"), name=source.standard
            )
    else:
        yield _flaw("W-SOURCETEXT", "warning", N_("依据“%(note)s”没有对应到目录中的法规，请核对"), note=source.note)


def _check_law(source: Source, index: LawIndex) -> Iterator[Flaw]:
    law = index.laws.get(source.law)
    if law is None:
        yield _flaw("E-LAW", "error", N_("目录中没有法规“%(law)s”，请核对名称或补充目录"), law=source.law)
        return
    if not law.has_article(source.article):
        message = N_("《%(title)s》没有第“%(article)s”条（共 %(count)d 条），请核对条号")
        yield _flaw("E-ARTICLE", "error", message, title=law.title, article=source.article, count=law.articles)
    if source.version_date != law.version_date:
        message = N_("《%(title)s》的版本日期是 %(expected)s，题目写的是 %(given)s，请按现行版本核对")
        given = source.version_date.isoformat() if source.version_date else "空"
        yield _flaw("E-VERSION", "error", message, title=law.title, expected=law.version_date.isoformat(), given=given)


def _law(entry: Mapping[str, Any]) -> Law:
    law = Law(
        key=entry["key"],
        title=entry["title"],
        short=entry["short"],
        version_date=_day(entry["version_date"]),
        in_force_since=_day(entry["in_force_since"]),
        articles=int(entry["articles"]),
        inserted=frozenset(entry.get("inserted", ())),
        file=entry.get("file", ""),
    )
    if law.articles < 1:
        raise ValueError(f"{law.key}: articles")
    return law


def _standard(entry: Mapping[str, Any]) -> Standard:
    since = entry.get("in_force_since")
    replaces = entry.get("replaces", ())
    return Standard(
        code=entry["code"],
        title=entry["title"],
        in_force_since=_day(since) if since else None,
        replaces=(replaces,) if isinstance(replaces, str) else tuple(replaces),
    )


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise ValueError(f"{value!r} is not a date")
    return value


def _refuse_repeats(path: Path, names: list[str]) -> None:
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        message = N_("法规目录 %(file)s 中“%(names)s”重复，请删去重复的条目")
        raise Misconfigured(message, file=path.name, names="、".join(repeated))


def _flaw(code: str, severity: str, message: str, **params: object) -> Flaw:
    return Flaw(code=code, severity=severity, field="source", message=message, params=tuple(params.items()))
