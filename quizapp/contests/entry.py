"""Who may enter: other features may keep somebody out of a contest, such as the final of an event for those on its list.

They say so in a module ``contest_entry`` with ``refusal(session, *, contest_id, person_id) -> str | None``: the message
id that the person is told, None when nothing stands in the way. It is asked only when a new paper would start.
"""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

from sqlalchemy.orm import Session

from quizapp.contests.queries import Standing
from quizapp.contests.rules import StartVerdict
from quizapp.kit.registry import load_part


def _gates() -> list[ModuleType]:
    return load_part("contest_entry")


def admit(session: Session, standing: Standing, *, contest_id: int, person_id: int) -> Standing:
    """The standing with the verdict ``NOT_ADMITTED`` and the words for it, when a feature keeps the person out.

    An open paper is never taken away. Costs what the features ask; without one of them no statement.
    """
    if standing.verdict is not StartVerdict.START:
        return standing
    for gate in _gates():
        refusal = gate.refusal(session, contest_id=contest_id, person_id=person_id)
        if refusal is not None:
            return replace(standing, verdict=StartVerdict.NOT_ADMITTED, refusal=refusal)
    return standing
