"""The list of sessions: what is on, by week and kind, within the units one may see."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from quizapp import activities
from quizapp.accounts import Permission
from quizapp.activities.kinds import activity_groups, activity_kinds
from quizapp.kit.clock import day_bounds, local_date
from quizapp.kit.periods import Period, parse_period, week_of
from quizapp.web import actor, console_scope, now, staff, store

blueprint = Blueprint("activities", __name__, url_prefix="/console/activities", template_folder="templates")

#: A week has fewer; older ones are found by week and kind.
LISTED = 300


@blueprint.get("")
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """Sessions of one's units, also jointly held ones, the latest first."""
    period, kind = _period(request.args.get("week", "")), _kind(request.args.get("kind", ""))
    with store().read() as session:
        scope = console_scope(session)
        zone = scope.campaign.time_zone
        start = day_bounds(period.first, zone)[0] if period.first else None
        end = day_bounds(period.last, zone)[1] if period.last else None
        lines = activities.list_sessions(
            session, scope.campaign.id, paths=scope.paths, kind=kind, start=start, end=end, limit=LISTED
        )
    return render_template(
        "activities/list.html", lines=lines, now=now(), kind=kind, week=period.key, kinds=activity_kinds(),
        groups=activity_groups(), weeks=_weeks(scope.campaign.starts_on, scope.campaign.ends_on, local_date(now(), zone)),
        may_edit=actor().can_somewhere(Permission.EDIT_ACTIVITIES), campaign=scope.campaign,
    )  # fmt: skip


def _period(key: str) -> Period:
    return parse_period(key or "cumulative")


def _kind(key: str) -> str:
    return key if key in activity_kinds() else ""


def _weeks(first: date, last: date, today: date) -> list[Period]:
    """Reporting weeks of the campaign, today's among them, the latest first."""
    found = {week_of(day).key: week_of(day) for day in (first, last, today)}
    week = week_of(first)
    while week.last is not None and week.last < last:
        week = week_of(date.fromordinal(week.last.toordinal() + 7))
        found[week.key] = week
    return [found[key] for key in sorted(found, reverse=True)]
