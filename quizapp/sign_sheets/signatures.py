"""Signatures given on a screen: lines of points, checked, kept with the attendance, drawn as SVG and into the sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import cast

import msgspec
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from quizapp.checkins import Attendance
from quizapp.db import delete_rows, insert_or_ignore
from quizapp.errors import Conflict, Invalid
from quizapp.kit.i18n import N_
from quizapp.sign_sheets.models import Signature

#: The box that points live in; x to the right, y down.
WIDTH, HEIGHT = 1000, 400
#: Lines and points of one signature; a hand makes far fewer.
MOST_LINES, MOST_POINTS = 60, 3_000
#: A signature is at least this long, in units of the box: a slip of the finger is none.
_LEAST_LENGTH = 150

Strokes = tuple[tuple[tuple[int, int], ...], ...]


def read_strokes(text: str) -> Strokes:
    """Lines of points from ``[[[x, y], ...], ...]``. Raises `Invalid` for anything else, and for a dot or nothing."""
    try:
        strokes = msgspec.json.decode(text, type=Strokes)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise Invalid(N_("没有收到签名，请再签一次"), field="strokes") from error
    points = [point for stroke in strokes for point in stroke]
    if len(strokes) > MOST_LINES or len(points) > MOST_POINTS:
        raise Invalid(N_("签名太复杂，请简单一些再签一次"), field="strokes")
    if any(not (0 <= x <= WIDTH and 0 <= y <= HEIGHT) for x, y in points):
        raise Invalid(N_("签名超出了框，请再签一次"), field="strokes")
    if _length(strokes) < _LEAST_LENGTH:
        raise Invalid(N_("签名太短，请用手指写下名字"), field="strokes")
    return tuple(stroke for stroke in strokes if stroke)


def _length(strokes: Strokes) -> float:
    return sum(
        abs(there[0] - here[0]) + abs(there[1] - here[1]) for stroke in strokes for here, there in pairwise(stroke)
    )


def svg_of(strokes: Strokes) -> str:
    """The signature as SVG without anything but lines."""
    lines = "".join(
        f'<polyline points="{" ".join(f"{x},{y}" for x, y in stroke)}"/>' for stroke in strokes
    )  # fmt: skip
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" fill="none" stroke="#111" '
        f'stroke-width="10" stroke-linecap="round" stroke-linejoin="round">{lines}</svg>'
    )


def keep_signature(
    session: Session, *, session_id: int, attendance_id: int, strokes: Strokes, device_hash: str | None, now: datetime
) -> bool:
    """Keep the signature of a standing attendance of the session; False when it was signed before.

    Raises `Conflict` when the attendance does not stand.
    """
    stands = select(Attendance.id).where(
        Attendance.id == attendance_id, Attendance.session_id == session_id, Attendance.undone_at.is_(None)
    )
    if session.scalar(stands) is None:
        raise Conflict(N_("这次签到已被撤销，不能签名：请到签到处"))
    values = {
        "attendance_id": attendance_id, "session_id": session_id, "strokes": strokes, "device_hash": device_hash,
        "signed_at": now,
    }  # fmt: skip
    table = cast(Table, Signature.__table__)
    return insert_or_ignore(session, table, values, unique=("attendance_id",)) is not None


def signatures_of(session: Session, attendance_ids: Sequence[int]) -> dict[int, Strokes]:
    """Attendance id -> its signature. One statement."""
    query = select(Signature.attendance_id, Signature.strokes).where(Signature.attendance_id.in_(attendance_ids))
    return {row[0]: msgspec.convert(row[1], Strokes) for row in session.execute(query)}


def forget_signatures(session: Session, person_id: int) -> int:
    """Delete the signatures of an erased person; how many there were."""
    theirs = select(Attendance.id).where(Attendance.person_id == person_id)
    return delete_rows(session, Signature, Signature.attendance_id.in_(theirs))
