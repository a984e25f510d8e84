"""Drafts of the types beyond choices: gaps, pairs, orders, pictures to search, cases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, clean_text
from quizapp.questions import Blank, Media, Question

from .draft_model import Draft, shorten
from .words import LETTERS, difficulty_of, plain

#: How a gap stands in a stem.
BLANK = "____"
_GAPS = re.compile(r"[_＿]{2,}")
_EMPTY_BRACKETS = re.compile(r"[(（][\s\u3000_]*[)）]")
_ORDER_SEPARATORS = re.compile(r"[\s,，、;；|>→\-]+")


def kind_of_content(draft: Draft) -> str:
    """The type that only such content has, or nothing: for files that name no types."""
    if draft.parts:
        return "case"
    if draft.regions:
        return "hotspot"
    if draft.prompts:
        return "matching"
    return "fill_in" if draft.blanks else ""


def complete(draft: Draft, kind: str) -> Question:
    """The question of a type beyond choices; what the file lacks is left for the type's own check."""
    if kind == "fill_in":
        return built(draft, kind, stem=mark_gaps(draft.stem, len(draft.blanks)), blanks=draft.blanks)
    if kind in ("matching", "ordering"):
        named = {"prompts": tuple(draft.prompts)} if kind == "matching" else {}
        return built(
            draft, kind, options=tuple(draft.options), correct=_places(draft), option_media=draft.option_media, **named
        )
    return built(draft, kind, regions=draft.regions)


def mark_gaps(stem: str, count: int) -> str:
    """The stem with each gap as four underscores: runs of underscores, else empty brackets; a single one missing is added."""
    marked = _GAPS.sub(BLANK, stem)
    if BLANK not in marked and len(_EMPTY_BRACKETS.findall(marked)) == count:
        marked = _EMPTY_BRACKETS.sub(BLANK, marked)
    return marked + BLANK if BLANK not in marked and count == 1 and marked else marked


def media_of(held: Draft | Question) -> Iterator[Media]:
    """Pictures and sounds of stem, options and parts."""
    yield from held.media
    yield from (media for media in held.option_media if media is not None)
    for part in held.parts:
        yield from media_of(part)


def clean_more(draft: Draft) -> None:
    """Clean the texts that only these types and pictures have."""
    draft.prompts = [clean_text(prompt) for prompt in draft.prompts]
    draft.blanks = tuple(_clean_blank(blank) for blank in draft.blanks)
    draft.regions = tuple(replace(region, label=clean_line(region.label)) for region in draft.regions)
    draft.media = tuple(replace(media, alt=clean_line(media.alt)) for media in draft.media)
    draft.option_media = tuple(media and replace(media, alt=clean_line(media.alt)) for media in draft.option_media)


def built(draft: Draft, kind: str, **content: Any) -> Question:
    """The question with what every type has taken from the draft."""
    difficulty = difficulty_of(draft.difficulty)
    if difficulty is None:
        message = N_("第 %(row)d 行：难度“%(word)s”不认识，已按“中等”处理")
        draft.warn("W-DIFFICULTY", message, "difficulty", word=shorten(draft.difficulty))
    common: dict[str, Any] = {
        "stem": draft.stem, "difficulty": difficulty or "medium", "explanation": draft.explanation, "source": draft.source,
        "topic": draft.topic, "tags": draft.tags, "audience": draft.audience, "key": draft.key, "media": draft.media,
        "valid_from": draft.valid_from, "valid_to": draft.valid_to, "reviewed": draft.reviewed,
    }  # fmt: skip
    return Question(type=kind, **{**common, **content})


def _clean_blank(blank: Blank) -> Blank:
    texts = (clean_line(text) for text in blank.accepted)
    return replace(blank, accepted=tuple(dict.fromkeys(text for text in texts if text)))


def _places(draft: Draft) -> tuple[int, ...]:
    """Option indexes in the order of the key: nothing is sorted, repeats stay."""
    if draft.right is not None:
        return draft.right
    key = _ORDER_SEPARATORS.sub("", plain(draft.key_text)).upper()
    if not re.fullmatch("[A-Z]*", key):
        message = N_("第 %(row)d 行：答案“%(key)s”看不懂，请按次序写选项字母，如 BAD")
        draft.fail("E-NOKEY", message, "correct", key=shorten(draft.key_text))
        return ()
    return tuple(LETTERS.index(letter) for letter in key)
