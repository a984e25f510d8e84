"""Questions of every kind for Hypothesis: each is one that our own reading leaves as it is."""

from __future__ import annotations

import io
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from PIL import Image

from quizapp.banks.draft import Draft, finish
from quizapp.questions import TRUE_FALSE_OPTIONS, Blank, Media, Question, Region

#: Letters, and whatever is syntax in some format.
_SIGNS = "火灾安全 ab1\n#=~{}:\\%$/*<>&\"'[]|_-.,()->？，；“”𠮷é÷"


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    """A black picture."""
    stream = io.BytesIO()
    Image.new("RGB", (width, height)).save(stream, kind)
    return stream.getvalue()


TEXT = st.text(st.sampled_from(_SIGNS), min_size=1, max_size=12)
LINE = st.text(st.sampled_from(_SIGNS.replace("\n", "")), min_size=1, max_size=10)
#: A one-pixel picture, so that files with pictures can be packed.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def as_draft(question: Question, row: int = 1) -> Draft:
    """The draft that a format would make of the question."""
    fields = ("stem", "explanation", "difficulty", "topic", "source", "tags", "audience", "key", "media", "option_media",
              "blanks", "regions", "valid_from", "valid_to", "reviewed")  # fmt: skip
    return Draft(
        row=row,
        type_text=question.type,
        options=list(question.options),
        prompts=list(question.prompts),
        right=question.correct,
        parts=[as_draft(part, row) for part in question.parts],
        **{name: getattr(question, name) for name in fields},
    )


@st.composite
def questions(draw: st.DrawFn, *kinds: str, pictures: bool = False) -> Question:
    """A question of one of the kinds without metadata but explanation, key, tags and topic."""
    kind = draw(st.sampled_from(kinds))
    content = _content(draw, kind, pictures=pictures)
    if pictures and "media" not in content and draw(st.booleans()):
        content["media"] = (Media(file="pictures/a.png", alt="厨房"),)
    plain = Question(
        type=kind,
        key=draw(st.sampled_from(["", "k1", "a:b"])),
        tags=tuple(draw(st.lists(st.sampled_from(["火", "用电", "a b"]), max_size=2, unique=True))),
        topic=draw(st.sampled_from(["", "火灾", "水/电"])),
        explanation=draw(TEXT | st.just("")),
        **content,
    )  # fmt: skip
    question, _ = finish(as_draft(plain))
    assume(question is not None)
    assert question is not None
    again, _ = finish(as_draft(question))
    assume(again == question)
    return question


def _content(draw: st.DrawFn, kind: str, *, pictures: bool) -> dict[str, Any]:
    if kind == "fill_in":
        return _blanks(draw)
    if kind == "true_false":
        return {"stem": draw(TEXT), "options": TRUE_FALSE_OPTIONS, "correct": (draw(st.sampled_from([0, 1])),)}
    if kind == "hotspot":
        return {"stem": draw(TEXT), "media": (Media(file="pictures/b.png", alt="车间", width=400, height=300),),
                "regions": tuple(draw(st.lists(_REGION, min_size=1, max_size=4)))}  # fmt: skip
    if kind == "case":
        part = questions("single", "multiple", "true_false").map(_bare)
        return {"stem": draw(TEXT), "parts": tuple(draw(st.lists(part, min_size=1, max_size=3)))}
    options = tuple(draw(st.lists(TEXT, min_size=2, max_size=5, unique=True)))
    made: dict[str, Any] = {"stem": draw(TEXT), "options": options, "correct": _key(draw, kind, len(options))}
    if kind == "matching":
        size = draw(st.integers(2, 4))
        made["prompts"] = tuple(draw(st.lists(TEXT, min_size=size, max_size=size, unique=True)))
        made["correct"] = tuple(draw(st.lists(st.integers(0, len(options) - 1), min_size=size, max_size=size)))
    elif pictures and draw(st.booleans()):
        media = st.sampled_from(
            [None, Media(file="pictures/c.png", alt="标志"), Media(file="pictures/d.png", alt="图")]
        )
        made["option_media"] = tuple(draw(st.lists(media, min_size=len(options), max_size=len(options))))
        assume(any(made["option_media"]))
    return made


def _key(draw: st.DrawFn, kind: str, count: int) -> tuple[int, ...]:
    places = st.integers(0, count - 1)
    if kind == "ordering":
        return tuple(draw(st.permutations(range(count))))
    if kind == "single":
        return (draw(places),)
    return tuple(sorted(draw(st.sets(places, min_size=1))))


def _blanks(draw: st.DrawFn) -> dict[str, Any]:
    blanks = draw(st.lists(_TEXT_BLANK | _NUMBER_BLANK, min_size=1, max_size=3))
    texts = draw(
        st.lists(LINE.filter(lambda text: "_" not in text), min_size=len(blanks) + 1, max_size=len(blanks) + 1)
    )
    return {"stem": "____".join(texts), "blanks": tuple(blanks)}


def _bare(question: Question) -> Question:
    return Question(
        type=question.type, stem=question.stem, options=question.options, correct=question.correct,
        explanation=question.explanation,
    )  # fmt: skip


_TEXT_BLANK = st.builds(
    lambda accepted, case_sensitive: Blank(accepted=tuple(accepted), case_sensitive=case_sensitive),
    st.lists(LINE, min_size=1, max_size=3, unique=True),
    st.booleans(),
)
_NUMBER = st.integers(-10_000, 10_000).map(lambda number: number / 8)
_NUMBER_BLANK = st.builds(lambda number, tolerance: Blank(number=number, tolerance=abs(tolerance)), _NUMBER, _NUMBER)
_REGION = st.one_of(
    st.tuples(LINE, st.just("rect"), st.just((10.0, 20.0, 110.5, 220.0))),
    st.tuples(LINE, st.just("circle"), st.just((60.0, 60.0, 25.0))),
    st.tuples(LINE, st.just("poly"), st.just((10.0, 10.0, 90.0, 10.0, 50.0, 80.0))),
).map(lambda found: Region(label=found[0], shape=found[1], coords=found[2]))
