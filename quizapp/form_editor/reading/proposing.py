"""Where a blank's figure could come from, by its words: likeness to the names of kinds and to what people also call them."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from quizapp.form_editor.bindings import Choice, choices
from quizapp.form_editor.reading.blanks import Blank
from quizapp.form_editor.reading.found import Confidence, Proposal
from quizapp.kit.later import later
from quizapp.statistics import Fold

if TYPE_CHECKING:
    from rapidfuzz import fuzz
else:
    fuzz = later("rapidfuzz.fuzz")

_SURE, _WORTH, _AHEAD, _MOST = 90, 62, 4, 4
#: Words that say what is counted or how, never what it is about.
_NOISE = re.compile(
    r"开展|组织|举办|召开|参加|参与|人员|群众|次数|场次|人次|数量|情况|是否|各类|累计|其中|活动|（.*?）|\(.*?\)|[\s_＿\d、，；：。“”]"
)


@lru_cache(maxsize=1)
def _terms() -> list[tuple[str, tuple[str, ...]]]:
    """(word as people write it, ids of what it means), longer words first."""
    table = tomllib.loads(files("quizapp.form_editor.reading").joinpath("terms.toml").read_text("utf-8"))
    found = [(term, tuple(ids)) for group in table["terms"] for term in group["words"] for ids in [group["kinds"]]]
    found += [
        (_core(each.label), (each.id,))
        for each in choices().values()
        if each.kind or ("." not in each.id and each.id != "activity")
    ]
    return sorted(found, key=lambda pair: -len(pair[0]))


def _core(text: str) -> str:
    return _NOISE.sub("", text)


def propose(blank: Blank, *, about: str) -> tuple[Confidence, tuple[Proposal, ...]]:
    """How sure, and the proposals, best first. Nothing is proposed for texts and dates."""
    if blank.type in ("text", "date"):
        return Confidence.NONE, ()
    scored: dict[tuple[str, ...], int] = {}
    for words, share in ((blank.label, 1.0), (blank.context, 0.97), (about, 0.72)):
        for ids, score in _matches(_core(words)).items():
            scored[ids] = max(scored.get(ids, 0), int(score * share))
    made = [each for ids, score in scored.items() if (each := _proposal(ids, score, blank)) is not None]
    found = sorted(made, key=lambda each: -each.score)[:_MOST]
    found = [each for each in found if each.score >= _WORTH]
    if not found:
        return Confidence.NONE, ()
    is_ahead = len(found) == 1 or found[0].score - found[1].score >= _AHEAD
    sure = found[0].score >= _SURE and is_ahead
    return (Confidence.SURE if sure else Confidence.UNSURE), tuple(found)


def _matches(text: str) -> dict[tuple[str, ...], int]:
    """Ids -> likeness. A term that stands in the text counts most, the longer the better."""
    found: dict[tuple[str, ...], int] = {}
    if len(text) < 2:
        return found
    for term, ids in _terms():
        if not term:
            continue
        if term in text:
            score = 86 + min(len(term), 7) * 2 - (0 if len(term) >= 4 or term == text else 6)
        else:
            score = int(fuzz.ratio(term, text) * 0.9)
        found[ids] = max(found.get(ids, 0), min(score, 100))
    return found


def _proposal(ids: tuple[str, ...], score: int, blank: Blank) -> Proposal | None:
    kinds = [choices()[each] for each in ids if each in choices()]
    if not kinds:
        return None
    fold = fold_for(kinds, blank)
    if fold is None:
        return None
    label = "、".join(each.label for each in kinds)
    return Proposal(ids=tuple(each.id for each in kinds), fold=fold.value, label=label, score=score)


def fold_for(kinds: list[Choice], blank: Blank) -> Fold | None:
    """What would be counted; None when these kinds are not counted in the blank's unit."""
    if blank.type == "bool":
        wanted: tuple[Fold, ...] = (Fold.EXISTS,)
    elif blank.unit == "人次":
        wanted = (Fold.ATTENDANCES,)
    elif blank.unit in ("人", "名"):
        wanted = (Fold.DISTINCT_PERSONS,)
    elif blank.unit in ("场", "场次"):
        wanted = (Fold.SESSIONS,)
    elif blank.unit == "次":
        wanted = (Fold.SESSIONS, Fold.QUANTITY)
    else:
        wanted = (Fold.ITEMS, Fold.QUANTITY)
    return next((fold for fold in wanted if all(fold in each.folds for each in kinds)), None)
