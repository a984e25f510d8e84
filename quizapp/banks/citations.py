"""Citations between data and text: 《中华人民共和国消防法》第44条第2款."""

from __future__ import annotations

import re
from datetime import date

from quizapp.questions import Source

from .laws import ARTICLE, LawIndex
from .numerals import NUMERAL, to_chinese, to_int

_TITLE = re.compile(r"《([^《》]{2,60})》")
_VERSION = re.compile(r"[（(](\d{4}-\d{2}-\d{2})[)）]$")
_PLACE = re.compile(
    rf"第?\s*({NUMERAL}|\d{{1,4}})\s*条(?:\s*之\s*({NUMERAL}|\d{{1,2}}))?(?:\s*第?\s*({NUMERAL}|\d{{1,2}})\s*款)?"
)
_STANDARD = re.compile(r"\b(GB(?:/[TZ])?|AQ(?:/T)?|XF(?:/T)?|GA(?:/T)?|JGJ|TSG|HG(?:/T)?|DB\d{2}(?:/T)?)\s*([\d.]+)\s*[-—–]\s*(\d{4})\b")  # fmt: skip


def cite(source: Source | None, index: LawIndex) -> str:
    """The citation as people read it, such as 《中华人民共和国消防法》第44条; empty without a source."""
    if source is None:
        return ""
    if source.law:
        law = index.laws.get(source.law)
        return f"《{law.title if law else source.law}》{article_text(source.article)}"
    if source.standard:
        standard = index.standards.get(source.standard)
        title = standard.title if standard else ""
        # Guidelines without a number are indexed under their title.
        name = f"《{title}》" if title == source.standard else f"{source.standard}{f'《{title}》' if title else ''}"
        clause = f"第{source.clause}条" if source.clause.isdecimal() else f" {source.clause}" if source.clause else ""
        return name + clause
    return source.note


def cite_with_version(source: Source | None, index: LawIndex) -> str:
    """The citation with its version date in brackets, for files that are read again."""
    text = cite(source, index)
    return f"{text}（{source.version_date.isoformat()}）" if source and source.version_date else text


def article_text(article: str) -> str:
    """第44条, 第44条第2款, 第133条之一 for ``44``, ``44.2``, ``133-1``; empty for none."""
    found = ARTICLE.fullmatch(article)
    if found is None:
        return f"第{article}条" if article else ""
    inserted = f"之{to_chinese(int(found[2]))}" if found[2] else ""
    paragraph = f"第{found[3]}款" if found[3] else ""
    return f"第{found[1]}条{inserted}{paragraph}"


def source_from_text(text: str, index: LawIndex) -> Source | None:
    """The citation in free text resolved against the index, else the text itself as a note; None for no text.

    A law cited without a version date is taken in the version of the index.
    """
    bare = text.strip()
    if not bare:
        return None
    dated = _VERSION.search(bare)
    version = _day(dated[1]) if dated else None
    cited = bare[: dated.start()].strip() if dated and version else bare
    title = _TITLE.search(cited)
    law = index.find_title(title[1]) if title else None
    if law is not None and title is not None:
        place = _PLACE.search(cited, title.end())
        return Source(law=law.key, article=_article(place) if place else "", version_date=version or law.version_date)
    found = _standard(cited, index)
    if found is not None:
        code, rest = found
        return Source(standard=code, clause=_clause(rest), version_date=version)
    return Source(note=bare)


def _standard(text: str, index: LawIndex) -> tuple[str, str] | None:
    """Code of the standard that ``text`` cites and what follows it."""
    written = _STANDARD.search(text)
    code = f"{written[1]} {written[2]}-{written[3]}" if written else ""
    if written is not None and code in index.standards:
        return code, text[written.end() :]
    code = max((code for code in index.standards if code in text), key=len, default="")
    return (code, text[text.index(code) + len(code) :]) if code else None


def _clause(rest: str) -> str:
    bare = re.sub(r"^[》\s]*(?:《[^》]*》)?", "", rest).strip()
    numbered = re.fullmatch(r"第(\d+)条", bare)
    return numbered[1] if numbered else bare


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _article(place: re.Match[str]) -> str:
    number, inserted, paragraph = (to_int(part) if part else None for part in place.groups())
    return f"{number}{f'-{inserted}' if inserted else ''}{f'.{paragraph}' if paragraph else ''}"
