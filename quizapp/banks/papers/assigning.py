"""Answers at the end of a paper handed to the questions they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from quizapp.banks.papers.answers import Answer, read_answers
from quizapp.banks.papers.block import Block
from quizapp.banks.papers.lines import explanation_line, key_line, number_of
from quizapp.banks.words import type_of

_OPEN = {"fill_in", "matching", "ordering"}
#: The next number on one line of texts: ``1.119　2.一年``.
_NEXT = re.compile(r"(?:\s{2,}|\t|[;；]\s?)(?=\d{1,4}\s?[.、．]\s?\D)")


@dataclass
class Answers:
    """The part of a paper where only answers stand."""

    blocks: list[Block]
    #: Type of the answers' own section heading.
    type_text: str = ""
    unmatched: list[tuple[int, int]] = field(default_factory=list)
    _last: Block | None = None
    #: Blocks without a key by number, oldest first; made when the first answer comes.
    _waiting: dict[int, list[Block]] = field(default_factory=dict)
    _counted: int = 0

    def goes_on(self, type_text: str, following: str) -> bool:
        """Whether a heading among the answers belongs to them: an answer follows."""
        if read_answers(following) is not None:
            return True
        if type_of(type_text) not in _OPEN:
            return False
        found = number_of(following, bracketed=False)
        return found is not None and any(block.kind in _OPEN for block in self._find(found[0]))

    def take(self, row: int, text: str, *, in_answers: bool) -> bool:
        """Whether the line is made of answers."""
        answers = read_answers(text) or (list(self._texts(text)) if in_answers else [])
        for answer in answers:
            self._assign(row, answer)
        return bool(answers)

    def take_more(self, text: str) -> None:
        """Explanations below an answer."""
        said = explanation_line(text)
        if self._last is not None:
            self._last.take_late_explanation(said if said is not None else text)

    def _texts(self, text: str) -> Iterator[Answer]:
        """Numbered texts, for questions whose key is no letter."""
        for part in _NEXT.split(text):
            found = number_of(part, bracketed=False)
            if found is None or not any(block.kind in _OPEN and self._fits(block) for block in self._find(found[0])):
                return
            key, explanation = key_line(found[1]) or (found[1], "")
            yield Answer(number=found[0], key=key, explanation=explanation)

    def _assign(self, row: int, answer: Answer) -> None:
        for block in self._find(answer.number):
            if self._fits(block):
                block.key_text, block.was_answered = answer.key, True
                block.explanation += [answer.explanation] if answer.explanation else []
                self._last = block
                return
        self.unmatched.append((row, answer.number))

    def _fits(self, block: Block) -> bool:
        return not self.type_text or block.is_of(self.type_text)

    def _find(self, number: int) -> list[Block]:
        """Questions of that number that have no answer yet."""
        for block in self.blocks[self._counted :]:
            if not block.is_case:
                self._waiting.setdefault(block.number, []).append(block)
        self._counted = len(self.blocks)
        waiting = [block for block in self._waiting.get(number, []) if not block.key_text and not block.was_answered]
        self._waiting[number] = waiting
        return waiting
