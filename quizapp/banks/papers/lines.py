"""What a single line of a paper is: a heading, a question's start, options, a key, an explanation, or more text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quizapp.banks.words import LETTERS, fold_word, plain, truth_of, type_of
from quizapp.questions import Media


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line or paragraph; ``row`` is its number in the file."""

    row: int
    text: str
    #: Something to look at that could not be read.
    has_picture: bool = False
    pictures: tuple[Media, ...] = ()


_CHINESE_NUMBER = r"[一二三四五六七八九十]{1,3}"
_SECTION = re.compile(
    rf"^\s*(?:第{_CHINESE_NUMBER}(?:部分|大题|章|节)\s*[:：、.．]?|[(（]?{_CHINESE_NUMBER}\s*[)）]?\s*[、.．:：]|[【\[（(#*]+|\s*)\s*"
    r"([^\s（(【\[:：，,。？?]{1,12}?题(?:型|目|库)?)\s*[】\])）*]*\s*(?:[（(【\[:：，,。].*)?$"
)
_HEADED = re.compile(rf"^\s*(?:第{_CHINESE_NUMBER}(?:部分|大题)|[(（]?{_CHINESE_NUMBER}\s*[)）]?\s*[、.．])")
_SECTION_KEY = re.compile(r"[（(]\s*(正确|错误|对|错|√|×)\s*[)）]\s*$")
_NUMBER = re.compile(
    r"^\s*(?:第\s*(\d{1,4})\s*题\s*[.、．:：]?|【\s*(\d{1,4})\s*】|(\d{1,4})\s*(?:[、．]|\.(?!\d)|[:：)）]|\t|\s{2,}))\s*"
)
_BRACKETED = re.compile(r"^\s*[(（]\s*(\d{1,4})\s*[)）]\s*[.、．]?\s*")
_KEY_WORD = r"(?:正确|标准|参考|本题)?答\s*案"
_KEY = re.compile(
    rf"^\s*(?:[【\[(（]\s*{_KEY_WORD}\s*[】\])）]\s*[:：]?|{_KEY_WORD}\s*(?:[为是]\s*[:：]?|[:：]|(?=\s*[A-HＡ-Ｈ]{{1,8}}\s*$)|$))\s*(.*)$"
)
_TRAILING_KEY = re.compile(
    r"(?:\s|(?<=[。.，,；;？?！!_＿)）”])|(?=[(（][^()（）]{1,80}[)）]$))[(（\[【]?\s?(?:正确|标准|参考)?答案\s?[】\]]?\s?"
    r"(?:[:：]([^:：]{1,60}(?:(?:答案)?解析\s?[:：].{0,2000})?)|[是为]\s?[:：]?\s?([A-H](?:[、,，\s]?[A-H]){0,7})\s?[。.)）]?)$"
)
_INLINE_KEY = re.compile(rf"[\[【]\s*{_KEY_WORD}\s*[:：]\s*([^\]】]{{1,30}})[\]】]")
_EXPLANATION_WORD = r"(?:答案解析|试题解析|题目解析|试题分析|答题解析|解\s*析|详\s*解|分\s*析|依\s*据|说\s*明)"
_EXPLANATION = re.compile(
    rf"^\s*(?:[【\[(（]\s*{_EXPLANATION_WORD}\s*[】\])）]\s*[:：]?|{_EXPLANATION_WORD}\s*[:：])\s*(.*)$"
)
_EXPLANATION_INSIDE = re.compile(
    rf"\s*(?:[【\[(（]\s*{_EXPLANATION_WORD}\s*[】\])）]\s*[:：]?|{_EXPLANATION_WORD}\s*[:：])\s*"
)
_ABOUT = re.compile(
    r"^\s*[【\[(（]?\s*(难度|难易度|难易程度|知识点|考点|章节|分类|出处|来源|法规依据|法律依据|分值|分数)\s*[】\])）]?\s*[:：]\s*(.*?)\s*[】\])）]?$"
)
_ABOUT_FIELDS = {
    "难度": "difficulty", "难易度": "difficulty", "难易程度": "difficulty", "知识点": "topic", "考点": "topic", "章节": "topic",
    "分类": "topic", "出处": "source", "来源": "source", "法规依据": "source", "法律依据": "source", "分值": "", "分数": "",
}  # fmt: skip
_ANSWERS_HEADING = re.compile(
    rf"^\s*(?:{_CHINESE_NUMBER}\s*[、.．])?\s*[【\[(（]?\s*(?:参考|标准|正确|试题|试卷|习题)?答案(?:及|与|和)?(?:解析|评分标准|详解)?[】\])）]?\s*[:：]?\s*$"
)
_TYPE_TAG = re.compile(
    r"[\[【(（]\s*([^\]】)）]{0,4}(?:单选|多选|判断|不定项|填空|简答|问答|单项选择|多项选择|连线|匹配|配对|排序)题?)\s*[\]】)）]\s*"
)
_REMARKS = re.compile(
    r"[\[【(（]\s*(?:(?:分值\s*[:：]\s*)[\d.,，\s]+分?|[\d.]+\s*分|选填|必填|必答|部分)\s*[\]】)）]\s*"
)
_BRACKET_KEY = re.compile(
    r"[(（\[【]\s*([A-HＡ-Ｈa-hａ-ｈ](?:[\s、,，;；]*[A-HＡ-Ｈa-hａ-ｈ])*|√|×|✓|✔|✗|✘|对|错|正确|错误|T|F)\s*[)）\]】]"
)


_MATERIAL = re.compile(
    r"^\s*(?:[【\[(（]\s?(?:材料|案例|背景|情景|背景资料)\s?[一二三四五六七八九十\d]{0,3}\s?[】\])）]\s?[:：]?|(?:材料|案例|背景资料|背景)\s?[一二三四五六七八九十\d]{0,3}\s?[:：])\s*(.*)$"
)
_INTRODUCED = re.compile(
    r"^\s*[(（]?(?:请)?(?:阅读|根据|结合)(?:以下|下列|下面|上述)[^。？?]{0,16}(?:材料|案例|背景|情景|资料)[^？?]{0,80}$"
)
_RANGE_OF_QUESTIONS = re.compile(r"(\d{1,3})\s?[-~～—–至到]{1,2}\s?(\d{1,3})\s?题")


@dataclass(frozen=True, kw_only=True, slots=True)
class Material:
    """A line that begins a material; ``last`` is the number of the last question about it, 0 where it says none."""

    text: str
    last: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A heading such as 二、多选题（每题2分）; ``key`` is set where the heading itself is the key of its questions."""

    type_text: str
    key: str = ""


def section_of(text: str) -> Section | None:
    """The section a heading opens, or None when the line is no heading."""
    if len(text) > 80:
        return None
    found = _SECTION.match(text)
    if found is None or (not _HEADED.match(text) and not _is_type_name(found[1])):
        return None
    kind = type_of(found[1])
    if kind == "" or (kind is None and not _names_other_type(found[1])):
        return None
    if kind == "case" and found[1].endswith("库"):
        return None  # a title: 安全案例题库
    key = _SECTION_KEY.search(text)
    return Section(type_text=found[1], key=key[1] if key else "")


def _is_type_name(word: str) -> bool:
    kind = type_of(word)
    return (kind is None and _names_other_type(word)) or (kind not in (None, "") and len(fold_word(word)) <= 7)


def _names_other_type(word: str) -> bool:
    return re.search(r"简答|问答|论述|名词解释|计算|分析", word) is not None


def number_of(text: str, *, bracketed: bool) -> tuple[int, str] | None:
    """The number a question starts with and the rest of the line; ``bracketed`` also takes (1)."""
    found = _NUMBER.match(text) or (_BRACKETED.match(text) if bracketed else None)
    if found is None or not text[found.end() :].strip():
        return None
    digits = next(group for group in found.groups() if group)
    return int(digits), text[found.end() :].strip()


def is_plainly_numbered(text: str) -> bool:
    """Whether the line starts with a number that needs no brackets."""
    return _NUMBER.match(text) is not None


def key_line(text: str) -> tuple[str, str] | None:
    """Key and explanation of a line like ``答案：A 解析：...``; both may be empty."""
    found = _KEY.match(text)
    if found is None:
        return None
    key, *rest = _EXPLANATION_INSIDE.split(found[1], maxsplit=1)
    return key.strip().strip("。.;；"), rest[0].strip() if rest else ""


def trailing_key(text: str) -> tuple[str, str] | None:
    """What stands before a key at the end of a line (``A.110 B.119 答案：B``), and the key line behind it."""
    found = _TRAILING_KEY.search(text) if "答" in text else None
    if found is None or not text[: found.start()].strip() or not re.search(r"[^\s_＿（）()]", found[1] or found[2]):
        return None
    return text[: found.start()].rstrip(" \t，,；;"), text[found.start() :].strip(" \t(（[【)）]】")


def explanation_line(text: str) -> str | None:
    """The explanation a line begins, or None."""
    found = _EXPLANATION.match(text)
    return found[1].strip() if found else None


def about_line(text: str) -> tuple[str, str] | None:
    """Field (``difficulty``, ``topic``, ``source``, ``""`` for what is not kept) and its text."""
    found = _ABOUT.match(text)
    return (_ABOUT_FIELDS[found[1]], found[2]) if found else None


def material_of(text: str) -> Material | None:
    """The material that a line begins: 材料一：……, 【案例】……, 根据以下材料，回答 1-3 题。"""
    if found := _MATERIAL.match(text):
        return Material(text=found[1].strip())
    if len(text) > 160 or not _INTRODUCED.match(text):
        return None
    said = _RANGE_OF_QUESTIONS.search(text)
    return Material(text="", last=int(said[2]) if said else 0)


def is_bracketed(text: str) -> bool:
    """Whether the line starts with a number in brackets and says more."""
    found = _BRACKETED.match(text)
    return found is not None and bool(text[found.end() :].strip())


_GLUED = re.compile(r"(?:^|(?<=\s))([A-Z])(?=[^\sA-Za-z.、．:：)）\]】,，])")


def glued_options(text: str) -> tuple[str, ...]:
    """Options of a line like ``A懂 B不懂``, its letters without stops; none when the line is anything else."""
    marks = list(_GLUED.finditer(text))
    if len(marks) < 2 or marks[0].start() or "".join(mark[1] for mark in marks) != LETTERS[: len(marks)]:
        return ()
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return tuple(text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True))


_FURNITURE = re.compile(
    r"(?:得\s?分|评\s?卷\s?人|阅\s?卷\s?人|复\s?核\s?人|总\s?分|合\s?计|题\s?号)"
    r"|(?:(?:单位|姓名|日期|部门|班组|工号|学号|班级|准考证号|成绩|得分|职务|岗位|电话)\s?[:：][\s_＿]{0,80}){1,8}"
    r"|[(（]\s?(?:满分|总分|考试时间|答题时间|时间)[^()（）\n]{1,40}[)）]"
)


_FURNITURE_STARTS = frozenset("得评阅复总合题单姓日部班工学准成职岗电（(")


def is_furniture(text: str) -> bool:
    """Whether a line is what papers have besides questions: score boxes, the line for the name, full marks and time."""
    return text[:1] in _FURNITURE_STARTS and len(text) < 200 and _FURNITURE.fullmatch(text.strip()) is not None


def is_answers_heading(text: str) -> bool:
    """Whether the line announces the answers of the whole paper."""
    return _ANSWERS_HEADING.match(text) is not None


def is_bare_key(text: str) -> bool:
    """Whether the line is nothing but one key."""
    bare = plain(text).strip().strip("。.")
    return truth_of(bare) is not None or re.fullmatch(r"[A-Ha-h](?:[\s、,;]*[A-Ha-h])*", bare) is not None


def take_tags(stem: str) -> tuple[str, str, str]:
    """Stem without ``[单选题]``, ``（2分）`` and ``[答案: B]``; the type and the key they named."""
    tag, key = _TYPE_TAG.search(stem), _INLINE_KEY.search(stem)
    bare = _REMARKS.sub("", _INLINE_KEY.sub("", _TYPE_TAG.sub("", stem, count=1) if tag else stem))
    return bare.strip(), tag[1] if tag else "", key[1] if key else ""


def bracket_key(stem: str) -> tuple[str, str] | None:
    """The key written in the stem's last bracket that holds one, and the stem with that bracket emptied."""
    found = list(_BRACKET_KEY.finditer(stem))
    if not found:
        return None
    last = found[-1]
    return last[1].strip(), f"{stem[: last.start()]}（　）{stem[last.end() :]}"
