"""What was said about the blanks of an uploaded form, on its one page. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quizapp.errors import Invalid
from quizapp.form_editor.bindings import Picked, choices, derive_of
from quizapp.form_editor.reading import Decision, FoundBlank, FoundForm
from quizapp.form_editor.reading.blanks import Blank
from quizapp.form_editor.reading.proposing import fold_for
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line

_TYPES = ("count", "persons", "bool", "text", "date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A decision as the page's fields show it. ``binding``: ids and fold of a proposal; empty = by hand."""

    label: str
    unit: str
    type: str
    binding: str
    is_kept: bool


def binding_word(ids: tuple[str, ...], fold: str) -> str:
    """A proposal as the value of an option."""
    return f"{','.join(ids)}|{fold}"


def shown_decision(decision: Decision) -> Shown:
    """The decision for the page."""
    picked = decision.picked
    return Shown(
        label=decision.label, unit=decision.unit, type=decision.type, is_kept=decision.is_kept,
        binding=binding_word(picked.ids, picked.fold) if picked else "",
    )  # fmt: skip


def read_decisions(
    found: FoundForm, said: Mapping[str, str], labels: Mapping[str, str]
) -> tuple[dict[int, Decision], dict[int, Invalid]]:
    """Blank number -> decision, and what is wrong with which. ``labels``: name of a kind -> its id."""
    decisions: dict[int, Decision] = {}
    errors: dict[int, Invalid] = {}
    for blank in found.blanks():
        try:
            decisions[blank.number] = _decision(blank, said, labels)
        except Invalid as error:
            errors[blank.number] = error
    return decisions, errors


def _decision(blank: FoundBlank, said: Mapping[str, str], labels: Mapping[str, str]) -> Decision:
    def word(name: str) -> str:
        return clean_line(said.get(f"{name}-{blank.number}", ""), limit=120)

    is_kept = f"keep-{blank.number}" in said
    kind = word("type") if word("type") in _TYPES else blank.type
    label, unit = word("label")[:60], "是否" if kind == "bool" else word("unit")[:12]
    if is_kept and not label:
        raise Invalid(N_("请填写这一格的名称"))
    picked = _picked(word("binding"), word("other"), labels, Blank(label=label, unit=unit, type=kind, context=""))
    if kind in ("text", "date"):
        picked = None
    if is_kept and picked is not None:
        derive_of(picked)
        if (picked.fold == "exists") != (kind == "bool"):
            raise Invalid(N_("“有没有”只用于是否题，是否题也只能数“有没有”"))
    return Decision(label=label or blank.label, unit=unit, type=kind, picked=picked, is_kept=is_kept)


def _picked(binding: str, other: str, labels: Mapping[str, str], blank: Blank) -> Picked | None:
    """What was typed into 其他来源 counts before the list."""
    if other:
        kind = choices().get(labels.get(other, ""))
        if kind is None:
            raise Invalid(N_("没有叫“%(name)s”的来源：请从列表里选"), name=other)
        fold = fold_for([kind], blank)
        if fold is None:
            raise Invalid(
                N_("“%(name)s”不能按“%(unit)s”数：请换一个来源，或改单位"), name=other, unit=blank.unit or "—"
            )
        return Picked(ids=(kind.id,), fold=fold.value)
    ids, _, fold_word = binding.partition("|")
    return Picked(ids=tuple(ids.split(",")), fold=fold_word) if ids else None
