"""Questions as an Aiken file: single choices and true/false statements, one line a text."""

from __future__ import annotations

from collections.abc import Iterator

from quizapp.banks.formats.aiken import is_stem
from quizapp.banks.words import LETTERS
from quizapp.banks.written import BankContent, Losses, Written
from quizapp.kit.i18n import N_, Phrase
from quizapp.questions import Question


def write_aiken(content: BankContent) -> Written:
    """Stem, options ``A.`` ``B.`` ..., then ``ANSWER: X``; there is no place for anything else."""
    losses = Losses("Aiken")
    kept = [(row, question) for row, question in enumerate(content.questions, start=1) if _fits(row, question, losses)]
    for row, question in kept:
        if any("\n" in text for text in (question.stem, *question.options)):
            losses.cut(row, question, N_("换行已改成空格"), field_name="stem")
    losses.cut_fields([question for _, question in kept], ())
    text = "\n".join("".join(_lines(question)) for _, question in kept)
    return Written(content=text.encode(), lost=tuple(losses.found))


def _fits(row: int, question: Question, losses: Losses) -> bool:
    if question.type not in ("single", "true_false"):
        losses.leave_out_type(row, question)
        return False
    reason = ""
    if question.media or any(question.option_media):
        reason = N_("题目带图片或声音，这种格式放不下")
    elif not is_stem(_line(question.stem)):
        reason = N_("题干像是选项或答案，读回来会弄错")
    if reason:
        losses.leave_out(row, question, Phrase(reason))
    return not reason


def _lines(question: Question) -> Iterator[str]:
    yield f"{_line(question.stem)}\n"
    for letter, option in zip(LETTERS, question.options, strict=False):
        yield f"{letter}. {_line(option)}\n"
    yield f"ANSWER: {LETTERS[question.correct[0]]}\n"


def _line(text: str) -> str:
    return " ".join(text.split())
