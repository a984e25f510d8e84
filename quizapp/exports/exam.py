"""A test to print, without saying in which format: sections of numbered items, pictures, and the key behind them."""

from __future__ import annotations

from dataclasses import dataclass

#: Put over the run that leaves room for an answer, so that a reader knows it is not part of the question.
ANSWER_STYLE = "AnswerBracket"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamPicture:
    """A PNG and its size in pixels."""

    png: bytes
    width: int
    height: int
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamOption:
    """``A. text``, or a letter with a picture."""

    label: str
    text: str
    picture: ExamPicture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamItem:
    """A question, or (without ``label``) a material."""

    label: str
    text: str
    #: Room for the answer behind the text: ``（　　）``.
    has_bracket: bool = False
    pictures: tuple[ExamPicture, ...] = ()
    options: tuple[ExamOption, ...] = ()
    #: The two sides of a matching question, labels included; either may be empty.
    sides: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamSection:
    """``一、单选题（每题 2 分，共 30 分）`` and its items."""

    heading: str
    items: tuple[ExamItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamKey:
    """Answers of one section, as lines."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamWording:
    """The few words that the writers add themselves."""

    #: Spaces that no line is broken at.
    bracket: str = "（\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0）"
    number: str = "题号"
    score: str = "得分"
    marker: str = "评卷人"
    total: str = "总分"
    key: str = "参考答案"
    page: str = "第 %(page)s 页 共 %(pages)s 页"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamPaper:
    """What is printed. With ``key`` the answers follow on a page of their own; ``sections`` may be empty for a key alone."""

    title: str
    #: Small lines under the title: 满分, 时间, 主办单位.
    notes: tuple[str, ...] = ()
    #: What people write at the top: 单位, 姓名 ...
    name_line: tuple[str, ...] = ("单位", "姓名", "日期")
    sections: tuple[ExamSection, ...] = ()
    key: tuple[ExamKey, ...] = ()
    #: Boxes for scores: one table under the title, one beside each heading.
    has_boxes: bool = True
    author: str = ""
    language: str = "zh-CN"
    wording: ExamWording = ExamWording()


_NUMERALS = "一二三四五六七八九十"


def section_numeral(number: int) -> str:
    """一 for 1; a paper has at most ten sections."""
    return _NUMERALS[number - 1] if 0 < number <= len(_NUMERALS) else str(number)


def option_columns(widths: list[float], room: float) -> int:
    """How many options stand on a line: four or two when they are short, else one. ``widths`` in the unit of ``room``."""
    longest = max(widths, default=0)
    for columns in (4, 2):
        if len(widths) >= (3 if columns == 4 else 2) and longest <= room / columns:
            return columns
    return 1


def picture_size(picture: ExamPicture, most_width: float, most_height: float) -> tuple[float, float]:
    """Width and height of a picture within the room, in its unit."""
    factor = min(most_width / max(picture.width, 1), most_height / max(picture.height, 1))
    return picture.width * factor, picture.height * factor
