"""Questions as a paper to print: sections by type, score boxes, pictures, and the key on a page or in a file of its own."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from PIL import Image

from quizapp.banks.blanks import BLANK, write_accepted
from quizapp.banks.formats.template import TYPE_NAMES
from quizapp.banks.numerals import to_chinese
from quizapp.banks.words import LETTERS
from quizapp.exports import ExamItem, ExamKey, ExamOption, ExamPaper, ExamPicture, ExamSection, svg_png
from quizapp.questions import Blank, Media, Question

#: A blank as it is printed: wide enough to write into.
_WIDE_BLANK = "__________"
#: A stem that brings the room for its answer along.
_OWN_ROOM = re.compile(r"(?:[(（]\s{0,40}[)）]|[_＿]{2,})\s{0,4}[。.？?！!；;：:]?\s{0,4}\Z")
_GROUP = 5
_PIXELS = 900


class KeyPlace(StrEnum):
    """Where the answers are printed."""

    NONE = "none"
    #: On a page of its own behind the questions.
    END = "end"
    #: Alone, for a file that only markers get.
    ONLY = "only"


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperPlan:
    """What stands on the paper besides the questions."""

    title: str
    unit: str = ""
    minutes: int = 0
    #: Points of one question by type; a type that is missing has none said.
    points: Mapping[str, float] = field(default_factory=dict)
    key: KeyPlace = KeyPlace.NONE
    with_explanations: bool = False
    has_boxes: bool = True
    name_line: tuple[str, ...] = ("单位", "姓名", "日期")
    author: str = ""


def build_paper(
    questions: Sequence[Question], plan: PaperPlan, pictures: Mapping[str, bytes] | None = None
) -> ExamPaper:
    """The paper, for `write_exam_docx` and `write_exam_pdf`. ``pictures`` are bytes by ``Media.file``; a picture that
    is missing is described in words.
    """
    sections = [(kind, [question for question in questions if question.type == kind]) for kind in TYPE_NAMES]
    held = [(kind, chosen) for kind, chosen in sections if chosen]
    shown = _Pictures(pictures or {})
    asked = tuple(
        ExamSection(heading=_heading(kind, chosen, plan), items=tuple(_items(kind, chosen, shown)))
        for kind, chosen in held
    )
    keys = tuple(ExamKey(heading=TYPE_NAMES[kind], lines=tuple(_key_lines(chosen, plan))) for kind, chosen in held)
    return ExamPaper(
        title=plan.title, notes=tuple(_notes(held, plan)), name_line=plan.name_line, author=plan.author,
        sections=() if plan.key is KeyPlace.ONLY else asked, key=() if plan.key is KeyPlace.NONE else keys,
        has_boxes=plan.has_boxes,
    )  # fmt: skip


def _notes(held: Sequence[tuple[str, list[Question]]], plan: PaperPlan) -> Iterator[str]:
    if plan.unit:
        yield plan.unit
    total = sum(plan.points.get(kind, 0) * _count(chosen) for kind, chosen in held)
    said = [f"满分 {total:g} 分"] if total else []
    said += [f"时间 {plan.minutes} 分钟"] if plan.minutes else []
    if said:
        yield f"（{'，'.join(said)}）"


def _count(questions: Sequence[Question]) -> int:
    """Questions that are marked: those of a case count, its material does not."""
    return sum(len(question.parts) or 1 for question in questions)


def _heading(kind: str, questions: Sequence[Question], plan: PaperPlan) -> str:
    count, points = _count(questions), plan.points.get(kind, 0)
    said = f"每题 {points:g} 分，共 {points * count:g} 分" if points else f"共 {count} 题"
    more = {
        "true_false": "。正确的打√，错误的打×",
        "multiple": "。每题有两个或两个以上正确答案",
        "hotspot": "。请在图上圈出隐患",
    }
    return f"{TYPE_NAMES[kind]}（{said}{more.get(kind, '')}）"


def _items(kind: str, questions: Sequence[Question], pictures: _Pictures) -> Iterator[ExamItem]:
    number = 0
    for place, question in enumerate(questions, start=1):
        if kind == "case":
            label = f"材料{to_chinese(place)}："
            yield ExamItem(label=label, text=_stem(question, pictures), pictures=pictures.of(question.media))
        for part in question.parts if kind == "case" else (question,):
            number += 1
            yield _item(part, number, pictures)


def _item(question: Question, number: int, pictures: _Pictures) -> ExamItem:
    options = () if question.type in ("true_false", "matching") else tuple(_options(question, pictures))
    has_room = question.type in ("single", "multiple", "true_false", "ordering", "matching")
    return ExamItem(
        label=f"{number}. ", text=_stem(question, pictures).replace(BLANK, _WIDE_BLANK), pictures=pictures.of(question.media),
        options=options, has_bracket=has_room and not _OWN_ROOM.search(question.stem), sides=tuple(_sides(question)),
    )  # fmt: skip


def _stem(question: Question, pictures: _Pictures) -> str:
    lost = [media.alt or "图" for media in question.media if media.kind == "picture" and not pictures.has(media)]
    return question.stem + "".join(f"【图：{alt}】" for alt in lost)


def _options(question: Question, pictures: _Pictures) -> Iterator[ExamOption]:
    media = question.option_media or (None,) * len(question.options)
    for letter, text, shown in zip(LETTERS, question.options, media, strict=False):
        picture = pictures.one(shown) if shown else None
        lost = f"【图：{shown.alt or '图'}】" if shown and picture is None else ""
        yield ExamOption(label=letter, text=text + lost, picture=picture)


def _sides(question: Question) -> Iterator[tuple[str, str]]:
    if question.type != "matching":
        return
    for place in range(max(len(question.prompts), len(question.options))):
        left = f"（{place + 1}）{question.prompts[place]}" if place < len(question.prompts) else ""
        right = f"{LETTERS[place]}. {question.options[place]}" if place < len(question.options) else ""
        yield left, right


def _key_lines(questions: Sequence[Question], plan: PaperPlan) -> Iterator[str]:
    marked = [part for question in questions for part in (question.parts or (question,))]
    keys = [_key(question) for question in marked]
    if plan.with_explanations:
        for number, (question, key) in enumerate(zip(marked, keys, strict=True), start=1):
            yield f"{number}.【答案】{key}" + (
                f"　【解析】{_one_line(question.explanation)}" if question.explanation else ""
            )
    elif all(len(key) == 1 for key in keys):
        groups = [keys[start : start + _GROUP] for start in range(0, len(keys), _GROUP)]
        texts = [_range(number * _GROUP + 1, group) for number, group in enumerate(groups)]
        yield from ("　　".join(texts[start : start + 4]) for start in range(0, len(texts), 4))
    elif all(question.type in ("multiple", "single", "true_false", "ordering") for question in marked):
        texts = [f"{number}.{key}" for number, key in enumerate(keys, start=1)]
        yield from ("　　".join(texts[start : start + _GROUP]) for start in range(0, len(texts), _GROUP))
    else:
        yield from (f"{number}. {key}" for number, key in enumerate(keys, start=1))


def _range(first: int, keys: Sequence[str]) -> str:
    return f"{first}-{first + len(keys) - 1} {''.join(keys)}" if len(keys) > 1 else f"{first}.{keys[0]}"


def _key(question: Question) -> str:
    if question.type == "true_false":
        return "√" if question.correct == (0,) else "×"
    if question.type == "matching":
        return "，".join(f"{place}-{LETTERS[index]}" for place, index in enumerate(question.correct, start=1))
    if question.type == "fill_in":
        texts = [" 或 ".join(_accepted(blank)) for blank in question.blanks]
        return (
            texts[0]
            if len(texts) == 1
            else "　".join(f"（{place}）{text}" for place, text in enumerate(texts, start=1))
        )
    if question.type == "hotspot":
        return "；".join(region.label for region in question.regions)
    return "".join(LETTERS[index] for index in question.correct)


def _accepted(blank: Blank) -> Iterator[str]:
    if blank.number is not None:
        yield f"{blank.number:.12g}" + (f"±{blank.tolerance:.12g}" if blank.tolerance else "")
    yield from write_accepted(replace(blank, number=None))


def _one_line(text: str) -> str:
    return " ".join(text.split())


class _Pictures:
    """Pictures as PNG, each made once."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._made: dict[str, ExamPicture | None] = {}

    def of(self, media: Sequence[Media]) -> tuple[ExamPicture, ...]:
        return tuple(picture for each in media if each.kind == "picture" and (picture := self.one(each)))

    def has(self, media: Media) -> bool:
        return self.one(media) is not None

    def one(self, media: Media) -> ExamPicture | None:
        if media.file not in self._made:
            content = self._files.get(media.file)
            self._made[media.file] = _as_png(content, media.alt) if content else None
        return self._made[media.file]


def _as_png(content: bytes, alt: str) -> ExamPicture | None:
    drawn = svg_png(content, _PIXELS) if content.lstrip()[:5].startswith((b"<svg", b"<?xml")) else content
    try:
        with Image.open(io.BytesIO(drawn or b"")) as picture:
            picture.thumbnail((_PIXELS * 2, _PIXELS * 2))
            stream = io.BytesIO()
            flat = picture if drawn is not content else _on_white(picture)
            flat.save(stream, "PNG", optimize=True)
            return ExamPicture(png=stream.getvalue(), width=flat.width, height=flat.height, alt=alt)
    except Exception:  # noqa: BLE001 - a decoder fed with anything raises anything; the picture is then described
        return None


def _on_white(picture: Image.Image) -> Image.Image:
    seen = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")
