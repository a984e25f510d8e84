"""The line itself: numbers given out in order, and how far they have been called, in one row of the database.

The database is what all processes and machines share anyway, and what survives them: a place outlives the process that
gave it. Tickets that are asked for together are taken by one statement, in a transaction of its own: among answers that are
made durable together the row would be locked until all of them are.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple, cast

from sqlalchemy import ColumnElement, Table, case, select, update
from sqlalchemy.orm import Session

from quizapp.admission.models import AdmissionLine
from quizapp.db import Store, insert_or_ignore

_LINE = cast(Table, AdmissionLine.__table__)
_ROW = 1
_READ = select(_LINE.c.issued, _LINE.c.called).where(_LINE.c.id == _ROW)


class Reach(NamedTuple):
    """How far the line has come."""

    issued: int
    called: int

    @property
    def waits(self) -> bool:
        """Whether a number has not been called yet."""
        return self.issued > self.called


@dataclass(slots=True)
class _Asker:
    number: int = 0
    reach: Reach | None = None
    error: BaseException | None = None


class Line:
    """The line of an installation, as this process uses it. Thread-safe."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._asking: list[_Asker] = []
        self._list, self._turn = Lock(), Lock()

    def take(self) -> tuple[int, Reach]:
        """The next number, durable, and how far the line has come.

        Whoever has the turn asks the database for all who ask meanwhile, in the order in which they came.
        """
        mine = _Asker()
        with self._list:
            self._asking.append(mine)
        with self._turn:
            if mine.reach is None and mine.error is None:
                self._take_for_all()
        if mine.error is not None:
            raise mine.error
        assert mine.reach is not None
        return mine.number, mine.reach

    def _take_for_all(self) -> None:
        with self._list:
            together, self._asking = self._asking, []
        try:
            reach = self._write(issued=_LINE.c.issued + len(together))
        except BaseException as error:  # noqa: BLE001 - each of them has to hear it
            for asker in together:
                asker.error = error
            return
        for place, asker in enumerate(together, start=reach.issued - len(together) + 1):
            asker.number, asker.reach = place, reach

    def call(self, more: int) -> Reach:
        """Call so many further numbers, as far as there are any."""
        upto = _LINE.c.called + more
        capped = case((upto > _LINE.c.issued, _LINE.c.issued), else_=upto)
        return self._write(called=capped)

    def look(self) -> Reach:
        """How far it has come, changed by nobody here."""
        with self._store.read() as session:
            row = session.execute(_READ).first()
        return Reach(0, 0) if row is None else Reach._make(row)

    def _write(self, **values: ColumnElement[int]) -> Reach:
        with self._store.write() as session:
            return _change(session, **values)


def _change(session: Session, **values: ColumnElement[int]) -> Reach:
    change = update(_LINE).where(_LINE.c.id == _ROW).values(values).returning(_LINE.c.issued, _LINE.c.called)
    row = session.execute(change).first()
    if row is None:  # the first one ever
        insert_or_ignore(session, _LINE, {"id": _ROW, "issued": 0, "called": 0}, unique=("id",))
        row = session.execute(change).one()
    return Reach._make(row)
