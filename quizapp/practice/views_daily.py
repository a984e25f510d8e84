"""The question of the day on a phone: one question, its answer, a calendar without series."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import practice
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.people import hash_device
from quizapp.practice import Desk, Mode, MyAnswer, Share, Today
from quizapp.practice.views_shared import desk_at, gives_up, read_fields
from quizapp.web import device_key, limited, now, participant, store

blueprint = Blueprint("daily", __name__, url_prefix="/c/<code>/practice/daily", template_folder="templates")


@blueprint.get("")
@participant
@limited("practice.page", "120/minute")
def today(code: str) -> ResponseReturnValue:
    """Today's question; before the campaign starts and after it, the calendar alone."""
    return _show(code, None)


@blueprint.get("/<when>")
@participant
@limited("practice.page", "120/minute")
def day(code: str, when: str) -> ResponseReturnValue:
    """The question of one day, today or earlier; with its answer once this phone has given one."""
    return _show(code, read_day(when))


def _show(code: str, wanted: date | None) -> ResponseReturnValue:
    with store().read() as session:
        desk = desk_at(session, code, Mode.DAILY)
        mine = practice.my_days(session, desk.learner_id)
        if wanted is None and not desk.opened.starts_on <= desk.today <= desk.opened.ends_on:
            return _page(desk, mine, None)
        chosen = wanted or desk.today
        found = practice.read_day(session, desk.opened, chosen) if chosen <= desk.today else None
        yesterday = _yesterday(session, desk, chosen)
    if found is None:
        found = store().retrying(partial(practice.open_day, desk=desk, day=chosen))
    return _page(desk, mine, found, yesterday)


def _yesterday(session: Any, desk: Desk, chosen: date) -> Share | None:
    """How yesterday's question went, told beside today's."""
    before = desk.today - timedelta(days=1)
    if chosen != desk.today or before < desk.opened.starts_on:
        return None
    return practice.share_of(session, desk.opened, before, today=desk.today)


def _page(
    desk: Desk, mine: dict[date, MyAnswer], found: Today | None, yesterday: Share | None = None, error: str = ""
) -> str:
    standing = mine.get(found.day) if found else None
    judged = practice.lay_open(found, standing.chosen) if found and standing else None
    shown = practice.show(found.item.question, found.option_order, 1) if found and not standing else None
    return render_template(
        "practice/daily.html", desk=desk, found=found, q=shown, judged=judged, yesterday=yesterday, error=error,
        calendar=practice.calendar(desk.opened, mine, desk.today),
    )  # fmt: skip


@blueprint.post("/<when>")
@participant
@limited("practice.answer", "120/minute")
def answer(code: str, when: str) -> ResponseReturnValue:
    """Keep the first answer of this phone for the day, and show it laid open."""
    chosen, atoms = read_day(when), read_fields()
    if not atoms and not gives_up():
        with store().read() as session:
            desk = desk_at(session, code, Mode.DAILY)
            found = practice.read_day(session, desk.opened, chosen)
        error = _("请先选好或填好答案；不会也没关系，可以点“我不会”看答案。")
        return _page(desk, {}, found, error=error), 422
    device = hash_device(device_key())
    store().retrying(partial(practice.answer_day, code=code, device_hash=device, day=chosen, chosen=atoms, now=now()))
    return redirect(url_for("daily.day", code=code, when=chosen.isoformat()), 303)


def read_day(text: str) -> date:
    """The day in an address. Raises `NotFound`."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotFound(N_("这一天没有每日一题")) from error
