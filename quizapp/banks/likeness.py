"""Which questions ask the same thing in other words, and which only look alike.

Two questions that differ in a figure (3人, 10人), in what is allowed (不得, 应当), in a comparison (以上, 以下) or in a
direction are never the same, however alike their letters are: they are kept apart before letters are compared.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from quizapp.kit.later import later
from quizapp.questions import Question, fold_option, stem_key

from .numerals import NUMERAL, to_int

if TYPE_CHECKING:
    from rapidfuzz import fuzz
else:
    fuzz = later("rapidfuzz.fuzz")

#: Letters that two stems must share, in percent: with options that agree too, and on their own (statements).
_ALIKE, _ALIKE_ALONE = 80, 88
_OPTIONS_ALIKE = 85
#: Comparisons for one question: beyond it there are hundreds of the same kind, and the best have been seen.
_TRIED = 24
#: 以下哪项 compares nothing; 20人以下 does.
_LISTING = re.compile(r"^在?(?:以下|下列)|(?:以下|下列)(?=哪|关于|说法|做法|选项|行为|不|属于)")
_NUMBER = re.compile(
    rf"\d+(?:\.\d+)?|(?:{NUMERAL})(?=[^\u4e00-\u9fff]|[个人名天日月年米吨倍元万次度级类种层条款项分小周岁时]|$)|第(?:{NUMERAL})"
)
#: Words that decide what is asked, longest first within a meaning; those of one meaning count as one.
_MEANINGS: Mapping[str, tuple[str, ...]] = {
    "¬": ("不得", "不应", "不能", "不可", "不准", "不许", "不宜", "不要", "不允许", "禁止", "严禁", "切勿"),
    "≠": ("不属于", "不正确", "不对", "不恰当", "不是", "不符合", "不包括", "错误", "除外"),
    "○": ("无需", "不必", "不需要", "不用", "可以不"),
    "≥": ("以上", "不少于", "不低于", "不小于", "至少", "超过", "大于", "高于", "最低", "最少", "起步"),
    "≤": ("以下", "不超过", "不多于", "不高于", "不大于", "至多", "低于", "小于", "少于", "最高", "最多", "以内"),
    "←": ("之前", "以前", "事前", "提前", "首先", "第一步"),
    "→": ("之后", "以后", "事后", "随后", "最后"),
    "+": ("应当", "必须", "应该", "须", "应", "要求"),
    "?": ("可以", "能够", "允许", "准许"),
    "-": ("未", "没有", "无", "非", "不"),
}
_SAYS = {word: sign for sign, words in _MEANINGS.items() for word in words}
_DECISIVE = re.compile("|".join(sorted(map(re.escape, _SAYS), key=len, reverse=True)))
#: A pair of opposite single words in the same place changes the question.
_OPPOSITE = set("上下左右前后内外高低大小多少先快慢轻重长短正反开关进出冷热干湿甲乙丙丁")
_SAME_WORDS = (
    ("火灾", "火情", "失火", "着火", "起火"), ("立即", "马上", "立刻", "及时"), ("拨打", "打"), ("怎么做", "怎样做", "如何做", "怎么办"),
    ("哪个", "哪种", "哪项", "哪一项", "什么"), ("人员", "人"), ("使用", "用"), ("是否正确", "对不对"), ("职工", "员工", "从业人员"),
    ("企业", "生产经营单位", "单位"), ("发生", "出现"), ("电动自行车", "电动车", "电瓶车"),
)  # fmt: skip
_NAMED = {word: words[0] for words in _SAME_WORDS for word in words}
_NAMES = re.compile("|".join(sorted(map(re.escape, _NAMED), key=len, reverse=True)))
_FILLERS = re.compile("请问|下列|以下哪|关于|根据规定|按照规定|有关|的|了|在|是|时|吗|呢|请|选择|属于|说法|做法|正确")


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Two questions that ask the same, by their places; ``percent`` of their letters agree, 100 = all that is asked."""

    first: int
    second: int
    percent: int


@dataclass(frozen=True, slots=True)
class _Face:
    """What of a question is compared."""

    text: str
    #: Must be the same in both: type, figures, what decides the sense, and the right answer of a statement.
    block: tuple[object, ...]
    options: tuple[str, ...]
    right: frozenset[str]


def find_alike(questions: Sequence[Question], others: Sequence[Question] = ()) -> Iterator[Likeness]:
    """Pairs among ``questions`` (``first`` < ``second``) and between them and ``others``, whose places go on counting."""
    faces = [_face(question) for question in (*questions, *others)]
    seen: dict[tuple[object, ...], _Block] = defaultdict(_Block)
    # Others first: each question then meets all of them, and the questions before it.
    first: dict[_Face, int] = {}
    for place in (*range(len(questions), len(faces)), *range(len(questions))):
        face = faces[place]
        block, twin = seen[face.block], first.setdefault(face, place)
        if place < len(questions):
            yield from _pairs(place, faces, [twin] if twin != place else block.near(face.text))
        if twin == place:
            block.add(place, face.text)


def _pairs(place: int, faces: Sequence[_Face], near: Sequence[int]) -> Iterator[Likeness]:
    for other in near:
        percent = _compare(faces[place], faces[other])
        if percent:
            yield Likeness(first=min(place, other), second=max(place, other), percent=percent)


class _Block:
    """Texts that may be alike, found by the trigrams that few of them have."""

    def __init__(self) -> None:
        self._holders: dict[str, list[int]] = defaultdict(list)

    def near(self, text: str) -> list[int]:
        """Places of the texts that share most of the rare trigrams, best first."""
        grams = sorted((len(self._holders.get(gram, ())), gram) for gram in _trigrams(text))
        # A text that is four fifths the same shares at least one of any two fifths of its trigrams.
        rare = grams[: max(2 * len(grams) // 3, 3)]
        shared: Counter[int] = Counter()
        for _count, gram in rare:
            # Texts beyond the last hundred that hold it are of one mould: newer ones stand for them.
            shared.update(self._holders.get(gram, ())[-100:])
        return [place for place, _ in shared.most_common(_TRIED)]

    def add(self, place: int, text: str) -> None:
        """From now on found."""
        for gram in _trigrams(text):
            self._holders[gram].append(place)


def _trigrams(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 3] for at in range(max(len(text) - 2, 1)))


def _face(question: Question) -> _Face:
    stem = stem_key(question.stem)
    text = _NAMES.sub(lambda found: _NAMED[found[0]], _LISTING.sub("", stem) or stem)
    figures = tuple(sorted(Counter(_figures(text)).items()))
    senses = tuple(sorted(Counter(_SAYS[word] for word in _DECISIVE.findall(text)).items()))
    stated = question.correct if question.type == "true_false" else ()
    options = tuple(fold_option(option) for option in question.options)
    right = frozenset(options[at] for at in question.correct if at < len(options))
    return _Face(
        text=_FILLERS.sub("", text) or text, block=(question.type, figures, senses, stated), options=options,
        right=right if question.type != "true_false" else frozenset(),
    )  # fmt: skip


def _figures(text: str) -> Iterator[str]:
    for found in _NUMBER.findall(text):
        number = to_int(found.removeprefix("第")) if not found[0].isdigit() else None
        yield str(number) if number is not None else found


def _compare(one: _Face, other: _Face) -> int:
    """Percent of letters that agree; 0 when the two ask different things."""
    alone = not one.right
    score = fuzz.ratio(one.text, other.text, score_cutoff=_ALIKE_ALONE if alone else _ALIKE)
    if not score or not _same_sense(one.text, other.text, alone=alone):
        return 0
    if alone:
        return int(score)
    return int(score) if _same_answers(one, other) else 0


def _same_answers(one: _Face, other: _Face) -> bool:
    """Whether what is right agrees, and most of what can be chosen."""
    right = fuzz.ratio("\n".join(sorted(one.right)), "\n".join(sorted(other.right)))
    if right < _OPTIONS_ALIKE or set(_figures("".join(one.right))) != set(_figures("".join(other.right))):
        return False
    ours, theirs = set(one.options), set(other.options)
    return one.text == other.text or len(ours & theirs) >= 0.5 * min(len(ours), len(theirs))


def _same_sense(one: str, other: str, *, alone: bool) -> bool:
    """Whether the places that differ leave the question as it is."""
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        ours, theirs = one[a1:a2], other[b1:b2]
        if _OPPOSITE & (set(ours) ^ set(theirs)) and len(ours + theirs) <= 4:
            return False
        # A statement is nothing but its words: another noun in the same place makes another statement.
        if alone and ours and theirs:
            return False
        if max(len(ours), len(theirs)) > (3 if alone else 6):
            return False
    return True
