"""How units below reach a form: figures typed there raise the parent's, and yes/no is counted over the children."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from quizapp.ledger import Scope, Wanted, distinct_people, subtree_sums
from quizapp.statistics.folds import Folded, Sums, fold
from quizapp.statistics.form import Derive, Field, FieldType, Fold
from quizapp.statistics.said import Sheet, WordBelow, topmost_words
from quizapp.units import Unit

_NOTHING = Sums()


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedBelow:
    """A figure that a unit below typed by hand: the parent's figure follows it and says so."""

    unit_id: int
    typed: int
    #: What the ledger says for that unit; None where people are counted once over all units.
    derived: int | None
    is_approximate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Below:
    """What the form needs to know of the units below: children, typed words, and their sums in the ledger."""

    children: Sequence[Unit]
    words: Mapping[str, Sequence[WordBelow]]
    sums: Mapping[int, Sums]


def look_below(
    session: Session, scope: Scope, sheet: Sheet, children: Sequence[Unit], words: Sequence[WordBelow]
) -> Below:
    """Read the sums below, and only those that matter: children for derived yes/no, units that typed a figure."""
    by_field: dict[str, list[WordBelow]] = {}
    for word in words:
        by_field.setdefault(word.field_key, []).append(word)
    topmost = {
        key: topmost_words(found) if sheet.form.by_key[key].is_number else found for key, found in by_field.items()
    }
    units, wanted = _needed(sheet, children, topmost)
    found = subtree_sums(session, scope, units, wanted=[wanted_of(derive) for derive in wanted]) if wanted else {}
    return Below(children=children, words=topmost, sums={unit_id: Sums(rows) for unit_id, rows in found.items()})


def _needed(
    sheet: Sheet, children: Sequence[Unit], words: Mapping[str, Sequence[WordBelow]]
) -> tuple[dict[int, str], list[Derive]]:
    units: dict[int, str] = {}
    wanted: list[Derive] = []
    for field in sheet.form.fields():
        if field.derive is None or field.derive.fold is Fold.DISTINCT_PERSONS or field.is_retired(sheet.campaign.year):
            continue
        if field.type is FieldType.BOOL and children:
            wanted.append(field.derive)
            units |= {child.id: child.path for child in children}
        elif field.is_number and field.key in words:
            wanted.append(field.derive)
            units |= {word.unit_id: word.unit_path for word in words[field.key]}
    return units, wanted


def wanted_of(derive: Derive) -> Wanted:
    """Which sums the field looks at; a family of kinds is sorted out when it is folded."""
    fragments = [f" {tag} " for tag in derive.tags] + ([f" {derive.distinct}:"] if derive.distinct else [])
    return Wanted(kinds=(*derive.kinds, *derive.also), measure=derive.measure, fragments=tuple(fragments))


def typed_below(field: Field, below: Below) -> tuple[TypedBelow, ...]:
    """The topmost figures typed under the unit; what lies under one of them is covered by it."""
    if not field.is_number:
        return ()
    return tuple(
        TypedBelow(
            unit_id=word.unit_id, typed=int(word.value), is_approximate=word.is_approximate,
            derived=_ledger_says(field, below.sums.get(word.unit_id, _NOTHING)),
        )
        for word in below.words.get(field.key, ())
    )  # fmt: skip


def _ledger_says(field: Field, rows: Sums) -> int | None:
    if field.derive is None:
        return 0
    return None if field.derive.fold is Fold.DISTINCT_PERSONS else fold(field.derive, rows).value


def derive_figure(session: Session, scope: Scope, field: Field, rows: Sums, below: Below) -> Folded | None:
    """The figure of the subtree: the ledger's, with what was typed below in place of what the ledger says there.

    None when there is neither.
    """
    typed = typed_below(field, below)
    if field.derive is None:
        if not typed:
            return None
        ledger = Folded(value=0)
    elif field.derive.fold is Fold.DISTINCT_PERSONS:
        ledger = _people(
            session, scope, field.derive, rows, [word.unit_path for word in below.words.get(field.key, ())]
        )
    else:
        ledger = fold(field.derive, rows)
    value = ledger.value + sum(each.typed - (each.derived or 0) for each in typed)
    about = ledger.is_approximate or any(each.is_approximate for each in typed)
    return Folded(value=value, is_approximate=about, also=ledger.also)


def _people(session: Session, scope: Scope, derive: Derive, rows: Sums, outside: Sequence[str]) -> Folded:
    people = distinct_people(
        session, scope, kinds=rows.kinds_of(derive), tags=derive.tags, measure=derive.measure, outside=outside,
        also=derive.also,
    )  # fmt: skip
    return Folded(value=people)


def children_saying_yes(field: Field, below: Below) -> tuple[int | None, int | None]:
    """How many of the children say yes, of how many; (None, None) for figures and for units without children."""
    if field.type is not FieldType.BOOL or not below.children:
        return None, None
    typed = {word.unit_id: word.value == "1" for word in below.words.get(field.key, ())}
    yes = sum(typed.get(child.id, _ledger_says_yes(field, below, child.id)) for child in below.children)
    return yes, len(below.children)


def _ledger_says_yes(field: Field, below: Below, unit_id: int) -> bool:
    return field.derive is not None and bool(fold(field.derive, below.sums.get(unit_id, _NOTHING)).value)
