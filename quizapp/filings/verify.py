"""Whether what was filed is still what was filed, and the ledger still what it was filed from."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from quizapp.filings.models import FiledForm, Filing
from quizapp.filings.snapshot import sign
from quizapp.ledger import SealCheck, heads_at
from quizapp.units import Unit

_BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingCheck:
    """Outcome; ``problems`` name each report and what is wrong with it, and are empty when all is well."""

    checked: int
    problems: tuple[str, ...]

    @property
    def is_ok(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


def verify(session: Session, seals: SealCheck, *, key: bytes) -> FilingCheck:
    """Each filing against its signature, its form, and the ledger's chain as ``seals`` found it.

    ``key`` is ``settings.key_for("filings")``. Flat memory; a few statements for each 200 filings.
    """
    problems = [f"form {name}: its text was changed" for name in _changed_forms(session)]
    whole = select(Filing, Unit.name).options(undefer(Filing.content))
    query = whole.join(Unit, Unit.id == Filing.unit_id).order_by(Filing.id)
    checked, last = 0, 0
    while True:
        rows = session.execute(query.where(Filing.id > last).limit(_BATCH)).all()
        if not rows:
            return FilingCheck(checked=checked, problems=tuple(problems))
        heads = heads_at(session, {row[0].position for row in rows})
        for filing, name in rows:
            problems += [f"{_called(filing, name)}: {text}" for text in _faults(filing, heads, seals, key)]
        checked, last = checked + len(rows), rows[-1][0].id
        session.expunge_all()


def _faults(filing: Filing, heads: dict[int, str], seals: SealCheck, key: bytes) -> list[str]:
    found = []
    if not compare_digest(sign(filing, key), filing.digest):
        found.append("its stored figures were changed")
    if heads.get(filing.position) != filing.head:
        found.append(f"the ledger's chain no longer has position {filing.position} with head {filing.head[:16]}")
    if seals.damaged_from is not None and seals.damaged_from <= filing.position:
        found.append(f"entries that it counts were changed (from entry {seals.damaged_from} on)")
    return found


def _called(filing: Filing, name: str) -> str:
    return f"filing {filing.id} ({name}, {filing.form_key}, {filing.period_key}, version {filing.version})"


def _changed_forms(session: Session) -> list[str]:
    rows = session.execute(select(FiledForm.hash, FiledForm.form_key, FiledForm.content))
    return [row[1] for row in rows if sha256(row[2].encode()).hexdigest() != row[0]]
