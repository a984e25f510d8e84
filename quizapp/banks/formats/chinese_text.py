"""Chinese text papers: txt, pasted text, and the paragraphs of a Word document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quizapp.banks.papers import Line, read_paper
from quizapp.banks.reading import BankReading, finish_all
from quizapp.banks.reading_options import Context
from quizapp.banks.settling import settle

KEY = "paper"


def read_text_paper(text: str, context: Context) -> BankReading:
    """Questions of a plain text paper."""
    lines = [Line(row=row, text=_even(line)) for row, line in enumerate(text.splitlines(), start=1)]
    return read_line_paper(lines, context)


def read_line_paper(
    lines: Sequence[Line], context: Context, *, files: Mapping[str, bytes] | None = None
) -> BankReading:
    """Questions of a paper that is already in lines; ``files`` holds the pictures that the lines name."""
    drafts, named = read_paper(lines, context.index)
    return finish_all(drafts, KEY, problems=[*settle(drafts, context.options), *named], files=files)


def _even(line: str) -> str:
    return line.replace("\xa0", " ").replace("\u3000", " ").replace("\u200b", "")
