"""Moodle's embedded answers: ``{1:SHORTANSWER:=119~%50%110}`` in the text, as blanks or as one choice."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quizapp.banks.draft import Draft, shorten
from quizapp.banks.draft_more import BLANK
from quizapp.banks.formats.gift_texts import take_weight
from quizapp.banks.formats.moodle_answers import Number, fill_number, fill_texts, name_weights, number_of, right_options
from quizapp.banks.markup import text_of_html
from quizapp.kit.i18n import N_
from quizapp.questions import Blank

_FIELD = re.compile(r"\{(\d{0,5}):([A-Z_]{2,24}):((?:\\.|[^}\\])*)\}", re.DOTALL)
_TEXTS = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}
_CASED = {"SHORTANSWER_C", "SAC", "MWC"}
_NUMBERS = {"NUMERICAL", "NM"}
#: Escaped signs while a field is cut up, on code points that are no characters.
_HIDDEN = {sign: chr(0xFDE0 + number) for number, sign in enumerate('}~#"/\\')}
_SHOWN = {ord(hidden): sign for sign, hidden in _HIDDEN.items()}
_CHOICE = re.compile(r"MULTI(?:CHOICE|RESPONSE)\w*|MC\w*|MR\w*")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Answer:
    weight: float
    text: str


def read_cloze(draft: Draft, html: str, *, is_html: bool) -> None:
    """Blanks for texts and numbers, or one choice that stands alone; anything else is named."""
    fields = list(_FIELD.finditer(html))
    clean = text_of_html if is_html else str.strip
    draft.stem = clean(_FIELD.sub(BLANK, html))
    kinds = {found[2] for found in fields}
    if fields and kinds <= _TEXTS | _NUMBERS:
        draft.type_text = "fill_in"
        draft.blanks = tuple(blank for found in fields for blank in _blank(draft, found))
    elif len(fields) == 1 and all(map(_CHOICE.fullmatch, kinds)):
        _fill_choice(draft, fields[0])
    else:
        message = N_("第 %(row)d 行起的完形填空题（%(stem)s）混有选择，或者没有空，不支持，请拆成几道题")
        draft.give_up("E-TYPE", message, "type", stem=shorten(draft.stem))


def _blank(draft: Draft, found: re.Match[str]) -> tuple[Blank, ...]:
    own = Draft(row=draft.row, stem=draft.stem)
    answers = _answers(found[3])
    if found[2] in _NUMBERS:
        numbers = []
        for answer in answers:
            value, _, tolerance = answer.text.partition(":")
            spread = number_of(tolerance) if tolerance.strip() else 0.0
            numbers.append(Number(weight=answer.weight, value=number_of(value), tolerance=spread))
        fill_number(own, numbers)
    else:
        fill_texts(own, [(each.weight, each.text) for each in answers], case_sensitive=found[2] in _CASED)
    draft.problems += own.problems
    draft.is_given_up = draft.is_given_up or own.is_given_up
    return own.blanks or (Blank(),)


def _fill_choice(draft: Draft, found: re.Match[str]) -> None:
    answers = _answers(found[3])
    is_single = not found[2].startswith(("MULTIRESPONSE", "MR"))
    weights = [answer.weight for answer in answers]
    draft.type_text = "single" if is_single else "multiple"
    draft.options = [answer.text for answer in answers]
    draft.right = right_options(weights, is_single=is_single)
    name_weights(draft, weights, is_single=is_single)


def _answers(body: str) -> list[_Answer]:
    found = []
    for piece in re.sub(r"\\([}~#\"/\\])", lambda escape: _HIDDEN[escape[1]], body).split("~"):
        is_right = piece.startswith("=")
        weight, text, _ = take_weight(piece.removeprefix("="), 100.0 if is_right else 0.0)
        found.append(_Answer(weight=weight, text=text_of_html(text.translate(_SHOWN))))
    return found
