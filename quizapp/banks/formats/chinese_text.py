"""Chinese text papers: txt, pasted text, and the paragraphs of a Word document."""

from __future__ import annotations

from collections.abc import Sequence

from quizapp.banks.laws import LawIndex
from quizapp.banks.papers import Line, read_paper
from quizapp.banks.reading import BankReading, finish_all
from quizapp.sheets import Problem

KEY = "paper"


def read_text_paper(text: str, index: LawIndex) -> BankReading:
    """Questions of a plain text paper."""
    lines = [Line(row=row, text=_even(line)) for row, line in enumerate(text.splitlines(), start=1)]
    return read_line_paper(lines, index)


def read_line_paper(lines: Sequence[Line], index: LawIndex, *, problems: Sequence[Problem] = ()) -> BankReading:
    """Questions of a paper that is already in lines."""
    drafts, named = read_paper(lines, index)
    return finish_all(drafts, KEY, problems=[*problems, *named])


def _even(line: str) -> str:
    return line.replace("\xa0", " ").replace("\u3000", " ").replace("\u200b", "")
