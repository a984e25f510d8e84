"""Materials in a paper: where one begins, and which questions belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.banks.papers.block import Block
from quizapp.banks.papers.lines import Line, is_bracketed, is_plainly_numbered, material_of, number_of, section_of
from quizapp.banks.words import type_of


@dataclass
class Cases:
    """The material that is open, and how the section of cases is numbered."""

    lines: Sequence[Line]
    material: Block | None = None
    is_section: bool = False
    #: In this section plain numbers are materials and (1) (2) the questions about them.
    has_bracketed_parts: bool = False
    #: Number of the last question about the material where the paper says it.
    last: int = 0

    def open_section(self, place: int, type_text: str) -> None:
        """A heading: materials end with their section."""
        self.material, self.last = None, 0
        self.is_section = type_of(type_text) == "case"
        self.has_bracketed_parts = self.is_section and self._numbers_both_ways(place)

    def begins_material(self, text: str, current: Block | None, *, after_blank: bool) -> bool:
        """Whether a line that is no option and no key begins a material."""
        is_marked = material_of(text) is not None
        if self.is_section and (is_marked or (self.material is None and not self.has_bracketed_parts)):
            return is_marked or not number_of(text, bracketed=True)
        if current is not None and not current.is_case and not (current.is_complete or current.explanation):
            return self.has_bracketed_parts and is_plainly_numbered(text)
        if is_marked:
            return current is None or not current.is_case or bool(current.stem) or current.material is None
        if not self.is_section:
            return False
        if self.has_bracketed_parts:
            return is_plainly_numbered(text)
        return not number_of(text, bracketed=True) and current is not self.material and after_blank

    def open_material(self, row: int, text: str) -> Block:
        """The material's own block; its text goes on until the first question."""
        said = material_of(text)
        block = Block(row=row, number=0, section_type="case", is_case=True)
        numbered = number_of(text, bracketed=False) if self.has_bracketed_parts and said is None else None
        body = said.text if said else numbered[1] if numbered else text
        if body:
            block.take_stem(body)
        self.material, self.last = block, said.last if said else 0
        return block

    def material_for(self, number: int) -> Block | None:
        """The material that a question with this number is about."""
        if self.material is not None and self.last and number > self.last:
            self.material = None
        return self.material

    def _numbers_both_ways(self, place: int) -> bool:
        has_plain = False
        for line in self.lines[place + 1 : place + 4000]:
            if section_of(line.text):
                return False
            has_plain = has_plain or (
                is_plainly_numbered(line.text) and number_of(line.text, bracketed=False) is not None
            )
            if has_plain and is_bracketed(line.text):
                return True
        return False
