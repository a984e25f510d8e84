"""One zone's list, the same for a helper who is signed in and for a warden with a link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.drills.access import FoundDrill
from quizapp.drills.board import points_of, read_board
from quizapp.drills.muster import MusterZone
from quizapp.drills.rules import STATE_LABELS, State
from quizapp.drills.service.say import count_zone, mark_person, say_counted
from quizapp.errors import Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token
from quizapp.web import now

#: What a warden may say with one tap.
TAPS = (State.ARRIVED, State.MISSING, State.NEEDS_HELP, State.EXEMPT, State.EXPECTED)


def zone_context(session: Session, found: FoundDrill, zone_id: int, links: Mapping[str, str]) -> dict[str, Any]:
    """What the page of a zone shows. Raises `NotFound` for a zone that is not in the plan."""
    board = read_board(session, found.drill, found.facts)
    zone = _zone(board.zones, zone_id)
    own = next(each for each in board.plan if each.id == zone_id)
    return {
        "drill": found.drill, "facts": found.facts, "zone": zone, "own": own, "links": links, "nonce": new_token(),
        "people": [person for person in board.people if person.zone_id == zone_id], "labels": STATE_LABELS,
        "states": State, "points": board.points, "planned": points_of(board.plan).get(zone_id), "now": now(),
        "count": board.counts.get(zone_id),
    }  # fmt: skip


def _zone(zones: Any, zone_id: int) -> MusterZone:
    for zone in zones:
        if zone.id == zone_id:
            found: MusterZone = zone
            return found
    raise NotFound(N_("没有这个区域"))


def keep_tap(session: Session, drill_id: int, zone_id: int, *, by: str) -> None:
    """Keep what one button says: ``tap`` is ``<expected>:<state>``. The page's nonce and the tap make it one event."""
    tap = request.form.get("tap", "")
    number, _colon, word = tap.partition(":")
    if not number.isdigit() or len(number) > 18 or word not in set(TAPS):
        raise Invalid(N_("没有看懂这一步，请刷新页面再点一次"), field="tap")
    mark_person(
        session, drill_id, int(number), State(word), zone_id=zone_id, actor=by, now=now(),
        nonce=f"{_nonce()}-{tap}", point_id=request.form.get("point", type=int) if word == State.ARRIVED else None,
    )  # fmt: skip


def keep_count(session: Session, drill_id: int, zone_id: int, *, by: str) -> None:
    """Keep a number of unnamed people, or with ``done`` that the zone is counted."""
    if request.form.get("done"):
        say_counted(session, drill_id, zone_id=zone_id, actor=by, now=now())
        flash(_("已报清点完毕"), "success")
        return
    people = request.form.get("people", "").strip()
    if not people.isdigit() or len(people) > 6:
        raise Invalid(N_("请填不小于 0 的整数"), field="people")
    reason = request.form.get("reason", "")
    count_zone(
        session, drill_id, zone_id, int(people), nonce=f"{_nonce()}-count", actor=by, now=now(),
        clears=bool(reason.strip()), reason=reason,
    )  # fmt: skip
    flash(_("已登记：没有扫码的到了 %(n)s 人", n=people), "success")


def _nonce() -> str:
    return request.form.get("nonce", "")[:40] or new_token()
