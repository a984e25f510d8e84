"""The audit log on the console: what happened in one's units, by whom, when."""

from __future__ import annotations

from datetime import date
from math import ceil
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import audit
from quizapp.accounts import Permission
from quizapp.audit.words import actions_called, thing_of, words_of
from quizapp.exports import Column, Scalar
from quizapp.kit.clock import DEFAULT_ZONE, day_bounds
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.web import NavGroup, NavItem, actor, by_session, limited, note, now, send_rows, settings, staff, store

blueprint = Blueprint("audit", __name__, url_prefix="/console/audit", template_folder="templates")
blueprints = (blueprint,)
console_nav = (
    NavItem(
        label=N_("审计日志"),
        group=NavGroup.SETTINGS,
        endpoint="audit.index",
        icon="audit",
        permission=Permission.VIEW_AUDIT,
        order=96,
    ),
)

_VIEW = Permission.VIEW_AUDIT


def _query() -> audit.Query:
    """What the address asks for, within the reader's units."""
    since, until = _day("since"), _day("until")
    words = clean_line(request.args.get("q", ""), limit=80)
    return audit.Query(
        paths=actor().paths(_VIEW),
        words=words,
        actions=actions_called(words, lambda word: str(_(word))) if words else (),
        since=day_bounds(since)[0] if since else None,
        until=day_bounds(until)[1] if until else None,
    )


def _day(name: str) -> date | None:
    """A calendar day from the address; None for nothing and for nonsense."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _one_unit() -> int | None:
    """Where looking at the log is itself filed."""
    grants = [grant for grant in actor().grants if actor().can(_VIEW, grant.unit_path)]
    return grants[0].unit_id if grants else None


@blueprint.get("")
@staff(_VIEW)
def index() -> ResponseReturnValue:
    """Entries of one's units, newest first."""
    query, page = _query(), max(request.args.get("page", 1, type=int), 1)
    with store().read_beside() as session:
        found = audit.list_entries(session, query, page=page)
        head = audit.read_head(session)
    return render_template(
        "audit/index.html", found=found, page=page, pages=max(ceil(found.total / audit.PAGE_SIZE), 1), query=query,
        since=_day("since"), until=_day("until"), head=head, action_label=_action, thing_label=_thing,
    )  # fmt: skip


@blueprint.get("/export.<any(xlsx, csv):fmt>")
@staff(_VIEW)
@limited("audit_export", "10/minute", key=by_session)
def export(fmt: str) -> ResponseReturnValue:
    """Exactly what the filters show, as a file; that it was taken is an entry too."""
    with store().read_beside() as session:
        rows = (_row(entry) for entry in audit.iterate_entries(session, _query()))
        answer = send_rows(_columns(), rows, fmt, _("审计日志"))
    with store().write() as session:
        note(session, "audit.export", "audit", unit_id=_one_unit(), detail={"format": fmt, "q": _query().words})
    return answer


@blueprint.post("/verify")
@staff(_VIEW)
@limited("audit_verify", "6/hour", key=by_session)
def check() -> ResponseReturnValue:
    """Walk the whole chain and say whether it is whole."""
    with store().read() as session:
        outcome = audit.verify(session, settings().key_for("audit"))
        head = audit.read_head(session)
    with store().write() as session:
        detail = {"checked": outcome.checked, "problems": len(outcome.problems)}
        note(session, "audit.verify", "audit", unit_id=_one_unit(), detail=detail)
    return render_template("audit/verified.html", outcome=outcome, head=head, at=now())


def _action(action: str) -> str:
    """What was done, in the reader's language."""
    first, *rest = (str(_(word)) for word in words_of(action))
    return str(_("%(thing)s：%(deed)s", thing=first, deed=rest[0])) if rest else first


def _thing(object_type: str) -> str:
    """What it was done to, in the reader's language."""
    return str(_(thing_of(object_type))) if object_type else ""


def _columns() -> tuple[Column, ...]:
    titles = (
        (_("序号"), 8),
        (_("时间"), 20),
        (_("人员"), 14),
        (_("操作"), 20),
        (_("对象"), 20),
        (_("单位"), 20),
        (_("内容"), 40),
        (_("操作代码"), 24),
    )
    return tuple(Column(title=title, width=width) for title, width in titles)


def _row(entry: audit.EntryView) -> tuple[Scalar, ...]:
    at = entry.at.astimezone(ZoneInfo(DEFAULT_ZONE))
    thing = f"{_thing(entry.object_type)} {entry.object_id}".strip()
    facts = "；".join(f"{name}={value}" for name, value in entry.detail.items())
    return entry.position, at, entry.actor_name, _action(entry.action), thing, entry.unit_name, facts, entry.action
