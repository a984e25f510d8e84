"""Lines of a paper put together to questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from quizapp.banks.citations import source_from_text
from quizapp.banks.draft import Draft
from quizapp.banks.laws import LawIndex
from quizapp.banks.options import find_run
from quizapp.banks.papers.answers import is_range_line, read_answers
from quizapp.banks.papers.assigning import Answers
from quizapp.banks.papers.block import Block
from quizapp.banks.papers.cases import Cases
from quizapp.banks.papers.chat import is_chat
from quizapp.banks.papers.lines import (
    Line,
    about_line,
    explanation_line,
    glued_options,
    is_answers_heading,
    is_bare_key,
    is_furniture,
    is_plainly_numbered,
    key_line,
    number_of,
    section_of,
    trailing_key,
)
from quizapp.kit.i18n import N_
from quizapp.sheets import Problem, warning

_OPTION_START = re.compile(r"^\s*[(（\[【]?\s*([A-ZＡ-Ｚa-z])\s*(?:[.、．:：)）\]】,，]\s*|\s{1,}(?=\S))(?=.)")
#: One more than a reading keeps, so that the cut is told; a paper does not begin with so many lines of something else.
_MOST_QUESTIONS, _MOST_LEFT_OVER = 20_000, 20_000
#: A. B. C. without a word: pictures stand behind them.
_BARE_LETTERS = re.compile(r"(?:[(（]?\s?[A-Z]\s?[.、．)）:：]?\s*){1,8}")


def read_paper(lines: Sequence[Line], index: LawIndex) -> tuple[list[Draft], list[Problem]]:
    """Drafts of all questions in order, and warnings about lines and answers that belong to none."""
    chat = [line.row for line in lines if is_chat(line.text)]
    said = [line for line in lines if not is_chat(line.text)] if chat else lines
    reader = _Reader(said, left_over=chat[:_MOST_LEFT_OVER])
    for place in range(len(said)):
        reader.take(place)
        if len(reader.blocks) > _MOST_QUESTIONS or len(reader.left_over) > _MOST_LEFT_OVER:
            break
    drafts: dict[int, Draft] = {}
    for block in reader.blocks:
        drafts[id(block)] = block.draft(lambda text: source_from_text(text, index))
        if block.material is not None:
            drafts[id(block.material)].parts.append(drafts[id(block)])
    return [drafts[id(block)] for block in reader.blocks if block.material is None], reader.problems()


@dataclass
class _Reader:
    lines: Sequence[Line]
    blocks: list[Block] = field(default_factory=list)
    section_type: str = ""
    section_key: str = ""
    in_answers: bool = False
    after_blank: bool = False
    left_over: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bracketed = not any(is_plainly_numbered(line.text) for line in self.lines)
        self.answers = Answers(self.blocks)
        self.cases = Cases(self.lines)

    @property
    def current(self) -> Block | None:
        """The question being read."""
        return self.blocks[-1] if self.blocks and not self.in_answers else None

    def take(self, place: int) -> None:
        """One line."""
        line = self.lines[place]
        text = line.text.strip()
        if text and is_furniture(text):
            return
        if text and not self._take_option_pictures(line, text):
            if not (self._take_heading(place, text) or self._take_answers(line, text) or self._take_field(text)):
                self._take_text(place, line, text)
            self.after_blank = False
        elif not line.pictures:
            self.after_blank = True
        if self.current:
            self.current.has_picture |= line.has_picture
            for media in line.pictures:
                self.current.take_picture(media, with_option=bool(text))

    def _take_option_pictures(self, line: Line, text: str) -> bool:
        """Letters with nothing but a picture each."""
        letters = _BARE_LETTERS.fullmatch(text) if line.pictures and self.current else None
        return letters is not None and self.current is not None and self.current.take_bare_letters(text)

    def _take_heading(self, place: int, text: str) -> bool:
        if is_answers_heading(text):
            is_own_key = self.current is not None and self._is_key_of(self.current, self._next_text(place))
            if not is_own_key and self.blocks:
                self.in_answers, self.answers.type_text = True, ""
                return True
        section = section_of(text)
        if section is None:
            return False
        if self.in_answers and self.answers.goes_on(section.type_text, self._next_text(place)):
            self.answers.type_text = section.type_text
            return True
        self.section_type, self.section_key, self.in_answers = section.type_text, section.key, False
        self.cases.open_section(place, section.type_text)
        return True

    def _is_key_of(self, block: Block, following: str) -> bool:
        """Whether 答案 alone on its line announces the key of one question, which is on the next line."""
        if block.key_text:
            return False
        if block.is_open:
            return bool(following) and number_of(following, bracketed=False) is None and section_of(following) is None
        return is_bare_key(following) and not read_answers(following)

    def _take_answers(self, line: Line, text: str) -> bool:
        if not self.in_answers and not (self.blocks and is_range_line(text)):
            return False
        if self.answers.take(line.row, text, in_answers=self.in_answers):
            return True
        if number_of(text, bracketed=self.bracketed):  # a numbered question ends the answers
            self.in_answers = False
            return False
        self.answers.take_more(text)
        return True

    def _take_field(self, text: str) -> bool:
        block = self.current
        if block is None:
            return False
        if (key := key_line(text)) is not None:
            block.take_key(*key)
        elif (about := about_line(text)) is not None:
            block.take_about(*about)
        elif (said := explanation_line(text)) is not None:
            block.take_explanation(said)
        elif block.waits_for_key and (block.is_open or is_bare_key(text)):
            block.take_key(text, "")
        else:
            return False
        return True

    def _take_text(self, place: int, line: Line, text: str) -> None:
        is_explained = self.current is not None and bool(self.current.key_text) and not self._numbered(text)
        behind = None if is_explained else trailing_key(text)
        if behind is not None:
            text = behind[0]
        if not (glued_options(text) and self._take_glued(place, text, is_keyed=behind is not None)):
            self._take_asked(place, line, text)
        block = self.current
        if behind is not None and block is not None:
            key = key_line(behind[1])
            if key is not None and not block.key_text:
                block.take_key(*key)

    def _take_asked(self, place: int, line: Line, text: str) -> None:
        if self.current and self.current.take_sides(text):
            return
        if self.cases.begins_material(text, self.current, after_blank=self.after_blank):
            self._open_material(line.row, text)
            return
        if numbered := self._numbered(text):
            self._open(line.row, numbered[0], numbered[1])
        elif self.current and self.current.take_options(text):
            return
        elif self._starts_unnumbered(place, text):
            self._open(line.row, 0, text)
        elif self.current:
            self.current.take_more(text)
        else:
            self.left_over.append(line.row)

    def _take_glued(self, place: int, text: str, *, is_keyed: bool) -> bool:
        """Letters without stops are options only below a stem and before a key."""
        block = self.current
        if block is None or block.is_case or block.is_open or block.options or block.key_text or block.explains:
            return False
        if not is_keyed and key_line(self._next_text(place)) is None:
            return False
        block.options.extend(glued_options(text))
        return True

    def _has_glued_below(self, place: int) -> bool:
        below = [text for line in self.lines[place + 1 : place + 6] if (text := line.text.strip())]
        if not below or not glued_options(below[0]):
            return False
        return trailing_key(below[0]) is not None or (len(below) > 1 and key_line(below[1]) is not None)

    def _open_material(self, row: int, text: str) -> None:
        block = self.cases.open_material(row, text)
        self.blocks.append(block)

    def _open(self, row: int, number: int, text: str) -> None:
        material = self.cases.material_for(number)
        kind = "" if self.cases.is_section else self.section_type
        block = Block(row=row, number=number, section_type=kind, section_key=self.section_key, material=material)
        self.blocks.append(block)
        block.take_stem(text)

    def _numbered(self, text: str) -> tuple[int, str] | None:
        """Number and rest of a line that begins the next question."""
        numbered = number_of(text, bracketed=self.bracketed or self.cases.has_bracketed_parts)
        return numbered if numbered and self._is_next_number(numbered[0]) else None

    def _is_next_number(self, number: int) -> bool:
        """A year or a quantity at the start of a continued line is no question number."""
        last = self.blocks[-1].number if self.blocks else 0
        return number == 1 or not self.blocks or last < number <= last + 20 or (self.after_blank and number < 1000)

    def _starts_unnumbered(self, place: int, text: str) -> bool:
        block = self.current
        if block is not None and block.number and not (block.is_complete and self.after_blank):
            return False
        if block is not None and not block.is_complete:
            return False
        if find_run(text) is not None or _OPTION_START.match(text):
            return False
        following = self._next_text(place)
        first = _OPTION_START.match(following)
        return (
            bool(first and first[1] in "AＡa")
            or find_run(following) is not None
            or (not glued_options(text) and self._has_glued_below(place))
            or Block.is_statement(text, self.section_type)
        )

    def _next_text(self, place: int) -> str:
        return next((line.text.strip() for line in self.lines[place + 1 : place + 4] if line.text.strip()), "")

    def problems(self) -> list[Problem]:
        """Warnings about what was left over."""
        found = []
        if left := sorted(self.left_over):
            rows = "、".join(map(str, left[:10])) + ("……" if len(left) > 10 else "")
            found.append(warning(left[0], "W-IGNORED", N_("第 %(rows)s 行不属于任何题目，未读取"), rows=rows))
        for row, number in self.answers.unmatched[:100]:
            message = N_("第 %(row)d 行：答案里的第 %(number)d 题在前面没有找到，或已有答案，请核对题号")
            found.append(warning(row, "W-EXTRAANSWER", message, field="correct", number=number))
        return found
