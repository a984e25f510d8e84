"""Reading for the campaign pages: which units a participant may choose, and what an erased or known person did."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from quizapp.units import Unit, within

#: Up to so many units the whole list goes to the phone (about 10 KB); above that it asks for a word first.
LISTED = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitOption:
    """A unit to choose, with the one above it to tell units of one name apart."""

    code: str
    name: str
    parent: str
    search: str


def count_units(session: Session, root_path: str) -> int:
    """Active units of the tree."""
    return session.scalar(select(func.count(Unit.id)).where(within(root_path), Unit.is_active)) or 0


def unit_options(session: Session, root_path: str, *, words: str = "", limit: int = LISTED) -> list[UnitOption]:
    """Active units of the tree in tree order; with ``words`` those whose name, code, pinyin or initials contain them."""
    above = aliased(Unit)
    query = (
        select(Unit.code, Unit.name, Unit.pinyin, Unit.initials, func.coalesce(above.name, "").label("parent"))
        .outerjoin(above, above.id == Unit.parent_id)
        .where(within(root_path), Unit.is_active)
        .order_by(Unit.depth, Unit.position, Unit.id)
        .limit(limit)
    )
    key = "".join(words.split()).lower()
    if key:
        columns = (Unit.name, func.lower(Unit.code), Unit.pinyin, Unit.initials)
        fits = [column.contains(key, autoescape=True) for column in columns]
        query = query.where(fits[0] | fits[1] | fits[2] | fits[3])
    return [
        UnitOption(
            code=row.code, name=row.name, parent=row.parent, search=f"{row.name} {row.pinyin} {row.initials} {row.code}"
        )
        for row in session.execute(query)
    ]
