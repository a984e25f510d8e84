"""Cells of the template that hold more than a text: answers, pictures, places on a picture, days; written and read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from quizapp.banks.blanks import write_blanks
from quizapp.banks.draft import Draft, shorten
from quizapp.banks.words import LETTERS
from quizapp.kit.i18n import N_
from quizapp.questions import Media, Question, Region, Review

_NUMBER = r"\d{1,7}(?:\.\d{1,6})?"
_MEDIA = re.compile(rf"(\S{{1,300}})(?:\s+\[({_NUMBER})[x×]({_NUMBER})\])?(?:\s+(.{{0,500}}))?")
_LETTERED = re.compile(r"([A-Z])\s?[:：]\s?(\S.*)")
_FILE = re.compile(r"\S+\.(?:png|jpe?g|gif|webp|svg|bmp|mp3|m4a|ogg|wav|opus)", re.IGNORECASE)
_REGION = re.compile(r"(.{1,200}?)\s?[:：]\s?(rect|circle|poly)\s?\(([\d.,\s-]{1,500})\)")
_SHAPES = {"矩形": "rect", "圆": "circle", "圆形": "circle", "多边形": "poly"}


def answer_cell(question: Question) -> str:
    """The key as the template says it."""
    if question.type == "true_false":
        return "正确" if question.correct == (0,) else "错误"
    if question.blanks:
        return write_blanks(question.blanks)
    if question.regions:
        return "\n".join(
            f"{region.label}：{region.shape}({','.join(map(_short, region.coords))})" for region in question.regions
        )
    return "".join(LETTERS[number] for number in question.correct)


def more_cells(question: Question) -> dict[str, str]:
    """The columns that few questions need, by title."""
    sounds = [media for media in question.media if media.kind == "audio"]
    pictures = [media for media in question.media if media.kind != "audio"]
    named = [f"{LETTERS[place]}: {_written(media)}" for place, media in enumerate(question.option_media) if media]
    reviewed = question.reviewed
    return {
        "左列": "\n".join(f"{place}. {_one_line(prompt)}" for place, prompt in enumerate(question.prompts, start=1)),
        "图片": "\n".join(map(_written, pictures)),
        "选项图片": "\n".join(named),
        "音频": "\n".join(map(_written, sounds)),
        "有效期起": question.valid_from.isoformat() if question.valid_from else "",
        "有效期止": question.valid_to.isoformat() if question.valid_to else "",
        "复核": f"{reviewed.on.isoformat()} {reviewed.outcome}" if reviewed else "",
    }


def read_regions(draft: Draft, cell: str) -> tuple[Region, ...]:
    """Places on the picture, one a line: ``灶台旁的纸箱：rect(120,300,260,420)``."""
    regions = []
    for line in cell.splitlines():
        plain = re.sub("|".join(_SHAPES), lambda found: _SHAPES[found[0]], line.replace("（", "(").replace("）", ")"))
        found = _REGION.fullmatch(plain.strip())
        numbers = _numbers(found[3]) if found else None
        if found is None or numbers is None:
            message = N_("第 %(row)d 行：“%(text)s”看不懂，每行应写：说明：rect(左,上,右,下)")
            draft.fail("E-KEYRANGE", message, "regions", text=shorten(line))
            continue
        regions.append(Region(label=found[1].strip(), shape=found[2], coords=numbers))
    return tuple(regions)


def read_media(cell: str, kind: str = "picture") -> tuple[Media, ...]:
    """Files named in a cell, one a line: name, size in brackets, what is seen. Other texts name nothing."""
    return tuple(media for line in cell.splitlines() if (media := _media(line, kind)))


def read_option_media(cell: str, count: int) -> tuple[Media | None, ...]:
    """Files behind option letters; empty when none is named."""
    found: dict[int, Media] = {}
    for line in cell.splitlines():
        named = _LETTERED.fullmatch(line.strip())
        if named and (media := _media(named[2], "picture")):
            found[LETTERS.index(named[1])] = media
    return tuple(found.get(place) for place in range(max(count, max(found) + 1))) if found else ()


def read_day(draft: Draft, cell: str, name: str) -> date | None:
    """A day as 2026-05-01, 2026/5/1 or 2026年5月1日."""
    if not cell.strip():
        return None
    found = re.fullmatch(r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?日?", cell.strip())
    if found:
        with suppress(ValueError):
            return date(*map(int, found.groups()))
    draft.fail("E-DATE", N_("第 %(row)d 行：“%(text)s”不是日期，请写成 2026-05-01"), name, text=shorten(cell))
    return None


def read_review(cell: str) -> Review | None:
    """``2026-11-22 kept``; None for any other text."""
    found = re.fullmatch(r"(\d{4}-\d{2}-\d{2})\s+(kept|reworded|distractor|key|source)", cell.strip())
    try:
        return Review(on=date.fromisoformat(found[1]), outcome=found[2]) if found else None
    except ValueError:
        return None


def read_lines(cell: str) -> list[str]:
    """Items of a cell, one a line, or divided by ``|`` or ``；`` on a single line."""
    lines: Sequence[str] = cell.splitlines()
    if len(lines) == 1:
        lines = re.split(r"[|｜；;]", cell)
    return [line.strip() for line in lines if line.strip()]


def _media(line: str, kind: str) -> Media | None:
    found = _MEDIA.fullmatch(line.strip())
    if found is None or not _FILE.fullmatch(found[1]):
        return None
    width, height = (float(found[2]), float(found[3])) if found[2] else (0.0, 0.0)
    return Media(kind=kind, file=found[1], alt=(found[4] or "").strip(), width=width, height=height)


def _written(media: Media) -> str:
    size = f" [{_short(media.width)}x{_short(media.height)}]" if media.width and media.height else ""
    return f"{media.file}{size} {_one_line(media.alt)}".strip()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _short(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".")


def _numbers(text: str) -> tuple[float, ...] | None:
    try:
        return tuple(float(part) for part in text.split(",") if part.strip())
    except ValueError:
        return None
