"""Hotspot: find the hazards on a picture (找隐患)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from quizapp.kit.i18n import N_
from quizapp.questions.question import Flaw, Grade, Question, Region
from quizapp.questions.regions import centre, holds_point
from quizapp.questions.scoring import grade_places

from .base import Answer, Atom, bad_answer, check_stem, error, present_common, read_atoms

MAX_REGIONS = 12
_MAX_POINTS = 80
#: How points travel: thousandths of the picture's width and height.
_SCALE = 1000
_COORDS = {"rect": (4,), "circle": (3,), "poly": range(6, 65, 2)}


class Hotspot:
    """找隐患题: as many taps as there are regions, each region found once."""

    key: ClassVar[str] = "hotspot"
    label: ClassVar[str] = N_("找隐患题")

    def check(self, question: Question) -> tuple[Flaw, ...]:
        """Flaws of stem, picture and regions."""
        return (*check_stem(question), *_check_picture(question), *_check_regions(question))

    def option_groups(self, question: Question) -> tuple[tuple[int, bool], ...]:
        """Nothing to shuffle."""
        return ()

    def present(self, question: Question, order: Sequence[int]) -> dict[str, Any]:
        """``{"type", "stem", "media", "max_picks"}``: how many there are to find, not where."""
        return {**present_common(question, ()), "max_picks": len(question.regions)}

    def parse_answer(self, question: Question, raw: object) -> Answer | None:
        """Points ``(x, y)`` in thousandths of width and height, from texts like ``"512,301"``."""
        points = tuple(_point(value) for value in read_atoms(raw, _MAX_POINTS) if value != "")
        if len(points) > len(question.regions):
            raise bad_answer()
        return points or None

    def to_original(self, question: Question, answer: Answer, order: Sequence[int]) -> Answer:
        """Points are not shuffled."""
        return answer

    def right_answer(self, question: Question, order: Sequence[int]) -> tuple[Atom, ...]:
        """A point inside each region."""
        picture = question.media[0]
        points = [centre(region) for region in question.regions]
        return tuple(f"{round(_SCALE * x / picture.width)},{round(_SCALE * y / picture.height)}" for x, y in points)

    def reveal(self, question: Question, order: Sequence[int]) -> dict[str, Any]:
        """``{"regions": [{"label", "shape", "coords"}]}`` in the picture's units."""
        return {"regions": [{"label": r.label, "shape": r.shape, "coords": list(r.coords)} for r in question.regions]}

    def marks(self, question: Question, answer: Answer | None) -> tuple[bool, ...]:
        """One mark for each region: found or not. A point finds one region at most."""
        found = set[int]()
        for x, y in answer or ():
            found.update(_first_open(question, found, x, y))
        return tuple(index in found for index in range(len(question.regions)))

    def grade(self, question: Question, answer: Answer | None, preset: str) -> Grade:
        """All regions, or the share found where the preset gives parts."""
        return grade_places(self.marks(question, answer), preset)


def _first_open(question: Question, found: set[int], x: int, y: int) -> Iterator[int]:
    picture = question.media[0]
    at = (x * picture.width / _SCALE, y * picture.height / _SCALE)
    # A fingertip is wider than what it means: a fiftieth of the picture's width around a region still counts.
    margin = picture.width / 50
    inside = [i for i, region in enumerate(question.regions) if i not in found and holds_point(region, at, margin)]
    exact = [i for i in inside if holds_point(question.regions[i], at, 0.0)]
    yield from (exact or inside)[:1]


def _point(value: Atom) -> tuple[int, int]:
    x, comma, y = str(value).partition(",")
    if not comma or not all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in (x, y)):
        raise bad_answer()
    if int(x) > _SCALE or int(y) > _SCALE:
        raise bad_answer()
    return int(x), int(y)


def _check_picture(question: Question) -> Iterator[Flaw]:
    if not question.media or question.media[0].kind != "picture":
        yield error("E-NOPICTURE", "media", N_("找隐患题没有图片，请上传一张"))
    elif question.media[0].width <= 0 or question.media[0].height <= 0:
        yield error("E-PICTURESIZE", "media", N_("不知道图片的宽和高，隐患的位置无法判断，请重新上传图片"))


def _check_regions(question: Question) -> Iterator[Flaw]:
    if not question.regions:
        yield error("E-NOKEY", "regions", N_("没有标出隐患的位置，请在图上圈出"))
    if len(question.regions) > MAX_REGIONS:
        yield error("E-MANYREGIONS", "regions", N_("隐患超过 %(limit)d 处，请拆成几道题"), limit=MAX_REGIONS)
    for number, region in enumerate(question.regions, start=1):
        if not region.label.strip():
            yield error("E-NOLABEL", "regions", N_("第 %(number)d 处隐患没有说明"), number=number)
        if not _is_drawable(region):
            yield error("E-REGION", "regions", N_("第 %(number)d 处隐患的形状或坐标不对"), number=number)
        elif question.media and not _lies_on(region, question.media[0].width, question.media[0].height):
            yield error("E-REGION", "regions", N_("第 %(number)d 处隐患不在图片里面"), number=number)


def _is_drawable(region: Region) -> bool:
    if len(region.coords) not in _COORDS.get(region.shape, ()) or any(not 0 <= c <= 100_000 for c in region.coords):
        return False
    if region.shape == "rect":
        x1, y1, x2, y2 = region.coords
        return x1 < x2 and y1 < y2
    return region.shape != "circle" or region.coords[2] > 0


def _lies_on(region: Region, width: float, height: float) -> bool:
    x, y = centre(region)
    return 0 <= x <= width and 0 <= y <= height
