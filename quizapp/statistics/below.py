"""How units below reach a form: figures typed there raise the parent's, and yes/no is counted over the children."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from quizapp.ledger import Scope, Wanted, distinct_people, subtree_sums
from quizapp.statistics.earlier import NOTHING_EARLIER, Earlier
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
    #: The children's sums for questions that are asked once a campaign; the same as ``sums`` where they are not.
    answers: Mapping[int, Sums]
    earlier: Earlier = NOTHING_EARLIER


def look_below(
    session: Session, scope: Scope, sheet: Sheet, children: Sequence[Unit], words: Sequence[WordBelow],
    *, earlier: Earlier = NOTHING_EARLIER, once: Scope | None = None,
) -> Below:  # fmt: skip
    """Read the sums below, and only those that matter: children for derived yes/no, units that typed a figure.

    ``once`` is the scope of questions that are asked once a campaign, where there are such.
    """
    by_field: dict[str, list[WordBelow]] = {}
    for word in words:
        by_field.setdefault(word.field_key, []).append(word)
    topmost = {
        key: topmost_words(found) if sheet.form.by_key[key].is_number else found for key, found in by_field.items()
    }
    if once is None:
        sums = answers = _read(session, scope, _Needed.of(sheet, children, topmost))
    else:
        sums = _read(session, scope, _Needed.of(sheet, (), topmost))
        answers = _read(session, once, _Needed.of(sheet, children, {}))
    return Below(children=children, words=topmost, sums=sums, answers=answers, earlier=earlier)


def typed_units(words: Sequence[WordBelow]) -> dict[int, str]:
    """Id -> path of the units that typed anything."""
    return {word.unit_id: word.unit_path for word in words}


def _read(session: Session, scope: Scope, needed: _Needed) -> dict[int, Sums]:
    if not needed.wanted:
        return {}
    wanted = [wanted_of(derive) for derive in needed.wanted]
    found = subtree_sums(session, scope, needed.units, wanted=wanted)
    return {unit_id: Sums(rows) for unit_id, rows in found.items()}


@dataclass(frozen=True, slots=True)
class _Needed:
    """Units (id -> path) whose sums matter, and which sums."""

    units: dict[int, str]
    wanted: list[Derive]

    @staticmethod
    def of(sheet: Sheet, children: Sequence[Unit], words: Mapping[str, Sequence[WordBelow]]) -> _Needed:
        """For derived yes/no of ``children``, and beside the figures in ``words``."""
        found = _Needed({}, [])
        found._look_through(sheet, children, words)
        return found

    def _look_through(self, sheet: Sheet, children: Sequence[Unit], words: Mapping[str, Sequence[WordBelow]]) -> None:
        for field in sheet.form.fields():
            if field.derive is None or field.derive.fold is Fold.DISTINCT_PERSONS:
                continue
            if field.is_retired(sheet.campaign.year):
                continue
            if field.type is FieldType.BOOL and children:
                self.wanted.append(field.derive)
                self.units.update({child.id: child.path for child in children})
            elif field.is_number and field.key in words:
                self.wanted.append(field.derive)
                self.units.update({word.unit_id: word.unit_path for word in words[field.key]})


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
            derived=_ledger_says(field, below, word.unit_id),
        )
        for word in below.words.get(field.key, ())
    )  # fmt: skip


def _ledger_says(field: Field, below: Below, unit_id: int) -> int | None:
    if field.derive is None:
        return 0
    if field.derive.fold is Fold.DISTINCT_PERSONS:
        return None
    return fold(field.derive, below.sums.get(unit_id, _NOTHING)).value + below.earlier.late_of(unit_id, field.key)


def typed_earlier(field: Field, below: Below, unit_id: int) -> int | None:
    """What weekly reports typed beside the ledger, where nothing typed on this sheet covers it; None = nothing said."""
    if not field.is_number:
        return None
    return below.earlier.typed_of(unit_id, field.key, [word.unit_path for word in below.words.get(field.key, ())])


def derive_figure(
    session: Session, scope: Scope, field: Field, rows: Sums, below: Below, *, unit_id: int
) -> Folded | None:
    """The figure of the subtree: the ledger's, with what was typed below in place of what the ledger says there.

    What earlier reports of the unit add is in it. None when there is nothing.
    """
    typed, before = typed_below(field, below), typed_earlier(field, below, unit_id)
    if field.derive is None:
        if not typed and before is None:
            return None
        ledger = Folded(value=0)
    elif field.derive.fold is Fold.DISTINCT_PERSONS:
        ledger = _people(
            session, scope, field.derive, rows, [word.unit_path for word in below.words.get(field.key, ())]
        )
    else:
        ledger = fold(field.derive, rows)
    late = below.earlier.late_of(unit_id, field.key)
    value = ledger.value + late + (before or 0) + sum(each.typed - (each.derived or 0) for each in typed)
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
    return field.derive is not None and bool(fold(field.derive, below.answers.get(unit_id, _NOTHING)).value)
