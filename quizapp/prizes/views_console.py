"""The console's pages of prize draws: rules, pool, drawing, handing out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from random import SystemRandom
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import contests, prizes
from quizapp.accounts import Permission
from quizapp.errors import Conflict, Invalid
from quizapp.exports import Column
from quizapp.kit.clock import local_date
from quizapp.prizes import Eligibility
from quizapp.prizes.forms import DrawForm, GiveForm, NumberForm, RedrawForm
from quizapp.prizes.words import ELIGIBILITY, WIN_STATES
from quizapp.web import actor, note, now, send_rows, settings, show_invalid, staff, store, vault
from quizapp.web.i18n import translate_error

blueprint = Blueprint("draws", __name__, url_prefix="/console", template_folder="templates")
_EDIT = Permission.EDIT_CONTESTS


@blueprint.get("/draws")
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """Draws of one's units."""
    with store().read() as session:
        draws = prizes.list_draws(session, paths=actor().paths(Permission.VIEW))
        lines = contests.list_contests(session, paths=actor().paths(_EDIT)) if actor().can_somewhere(_EDIT) else []
    return render_template("prizes/list.html", draws=draws, contests=lines, now=now())


@blueprint.route("/contests/<int:contest_id>/draws/new", methods=["GET", "POST"])
@staff(_EDIT)
def create(contest_id: int) -> ResponseReturnValue:
    """A draw for a contest: a draft until its rules are published."""
    with store().read() as session:
        contest = contests.read_contest(session, contest_id, _EDIT, actor())
    form = _form()
    if not form.is_submitted():
        form.title.data = _("%(title)s抽奖", title=contest.title)
        form.eligibility.data = Eligibility.PASSED.value
        form.claim_until.data = local_date(contest.closes_at, contest.time_zone) + timedelta(days=14)
    elif form.validate():
        try:
            with store().write() as session:
                draw = prizes.create_draw(
                    session, form.settings(), contest_id=contest_id, actor=actor(), now=now(), rng=SystemRandom()
                )
                note(session, "draw.create", "prize_draw", draw.id, unit_id=draw.unit_id, detail={"title": draw.title})
                made = draw.id
            return redirect(url_for("draws.detail", draw_id=made), 303)
        except Invalid as error:
            show_invalid(form, error)
    return render_template("prizes/form.html", form=form, contest=contest, draw=None), 422 if form.errors else 200


@blueprint.route("/draws/<int:draw_id>/edit", methods=["GET", "POST"])
@staff(_EDIT)
def edit(draw_id: int) -> ResponseReturnValue:
    """Change a draft."""
    with store().read() as session:
        found = prizes.read_draw(session, draw_id, _EDIT, actor())
        contest = contests.read_contest(session, found.draw.contest_id, _EDIT, actor())
        standing = prizes.read_prizes(session, draw_id)
    form = _form()
    if not form.is_submitted():
        form.fill(found.draw, standing)
    elif form.validate():
        try:
            with store().write() as session:
                prizes.change_draw(session, draw_id, form.settings(), actor=actor())
                note(session, "draw.change", "prize_draw", draw_id, unit_id=found.draw.unit_id)
            flash(_("已保存"), "success")
            return redirect(url_for("draws.detail", draw_id=draw_id), 303)
        except Invalid as error:
            show_invalid(form, error)
        except Conflict as error:
            form.form_errors.append(translate_error(error))
    page = render_template("prizes/form.html", form=form, contest=contest, draw=found.draw)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.get("/draws/<int:draw_id>")
@staff(Permission.VIEW)
def detail(draw_id: int) -> ResponseReturnValue:
    """Where the draw stands and what comes next."""
    return _detail(draw_id)


def _detail(draw_id: int, **forms: object) -> ResponseReturnValue:
    with store().read() as session:
        found = prizes.read_draw(session, draw_id, Permission.VIEW, actor())
        standing, wins = prizes.read_prizes(session, draw_id), prizes.read_wins(session, draw_id)
    may = {"edit": actor().can(_EDIT, found.unit_path), "phone": actor().can(Permission.REVEAL_PHONE, found.unit_path)}
    chosen = {"number_form": NumberForm(), "give_form": GiveForm(), "redraw_form": RedrawForm(), "open_win": 0} | forms
    page = render_template(
        "prizes/detail.html", found=found, draw=found.draw, prizes=standing, wins=wins, may=may, now=now(),
        today=local_date(now(), found.time_zone), public_address=(settings().public_url or request.host_url.rstrip("/")) + url_for("draw.page", code=found.draw.code),
        next_until=local_date(now(), found.time_zone) + timedelta(days=14), eligibility=_words(ELIGIBILITY), win_words=_words(WIN_STATES), **chosen,
    )  # fmt: skip
    return page, 422 if forms else 200


@blueprint.post("/draws/<int:draw_id>/publish")
@staff(_EDIT)
def publish(draw_id: int) -> ResponseReturnValue:
    """Fix the rules and show them."""
    with store().write() as session:
        draw = prizes.publish_draw(session, draw_id, actor=actor(), now=now())
        note(session, "draw.publish", "prize_draw", draw_id, unit_id=draw.unit_id, detail={"rules": draw.rules_hash})
    flash(_("抽奖规则已公布，从现在起不能再改"), "success")
    return redirect(url_for("draws.detail", draw_id=draw_id), 303)


@blueprint.post("/draws/<int:draw_id>/freeze")
@staff(_EDIT)
def freeze(draw_id: int) -> ResponseReturnValue:
    """Fix the pool and show its fingerprint."""
    with store().write() as session:
        draw = prizes.freeze_pool(session, draw_id, actor=actor(), now=now())
        detail = {"people": draw.pool_size, "pool": draw.pool_hash}
        note(session, "draw.freeze", "prize_draw", draw_id, unit_id=draw.unit_id, detail=detail)
        size = draw.pool_size
    flash(_("名单已固定：%(n)s 人", n=size), "success")
    return redirect(url_for("draws.detail", draw_id=draw_id), 303)


@blueprint.post("/draws/<int:draw_id>/draw")
@staff(_EDIT)
def draw(draw_id: int) -> ResponseReturnValue:
    """Draw, once."""
    form = NumberForm()
    try:
        with store().write() as session:
            number = form.public_number.data or ""
            drawn = prizes.draw_winners(session, draw_id, public_number=number, actor=actor(), now=now())
            detail = {"seed": drawn.seed, "number": drawn.public_number}
            note(session, "draw.draw", "prize_draw", draw_id, unit_id=drawn.unit_id, detail=detail)
    except Invalid as error:
        show_invalid(form, error)
        return _detail(draw_id, number_form=form)
    flash(_("已开奖，中奖名单和种子已公布"), "success")
    return redirect(url_for("draws.detail", draw_id=draw_id), 303)


@blueprint.post("/draws/<int:draw_id>/wins/<int:win_id>/give")
@staff(_EDIT)
def give(draw_id: int, win_id: int) -> ResponseReturnValue:
    """Hand a prize to whoever shows the winner's code."""
    form = GiveForm()
    if form.validate():
        try:
            with store().write() as session:
                code = form.claim_code.data or ""
                win = prizes.give_out(session, win_id, claim_code=code, actor=actor(), now=now())
                unit_id = prizes.read_draw(session, win.draw_id, _EDIT, actor()).draw.unit_id
                note(session, "draw.give", "prize_win", win_id, unit_id=unit_id, detail={"ticket": win.ticket})
            flash(_("已发放"), "success")
            return redirect(url_for("draws.detail", draw_id=draw_id), 303)
        except Invalid as error:
            show_invalid(form, error)
    return _detail(draw_id, give_form=form, open_win=win_id)


@blueprint.post("/draws/<int:draw_id>/wins/<int:win_id>/redraw")
@staff(_EDIT)
def redraw(draw_id: int, win_id: int) -> ResponseReturnValue:
    """Draw a prize again that nobody fetched."""
    form = RedrawForm()
    if form.validate():
        try:
            with store().write() as session:
                reason, until = form.reason.data or "", form.claim_until.data or now().date()
                made = prizes.redraw(session, win_id, reason=reason, claim_until=until, actor=actor(), now=now())
                unit_id = prizes.read_draw(session, draw_id, _EDIT, actor()).draw.unit_id
                note(session, "draw.redraw", "prize_win", win_id, unit_id=unit_id, detail={"reason": reason})
            flash(
                _("已补抽，名单已更新") if made else _("名单里的人都抽完了，这份奖品没有人可补"),
                "success" if made else "warning",
            )
            return redirect(url_for("draws.detail", draw_id=draw_id), 303)
        except Invalid as error:
            show_invalid(form, error)
    return _detail(draw_id, redraw_form=form, open_win=win_id)


@blueprint.get("/draws/<int:draw_id>/winners.<any(xlsx, csv):fmt>")
@staff(Permission.REVEAL_PHONE)
def winners(draw_id: int, fmt: str) -> ResponseReturnValue:
    """Winners with full names and phone numbers, for handing out; asking for it is noted."""
    with store().read() as session:
        found = prizes.read_draw(session, draw_id, Permission.REVEAL_PHONE, actor())
        rows = prizes.list_contacts(session, draw_id, vault=vault())
    with store().write() as session:
        note(session, "draw.export", "prize_draw", draw_id, unit_id=found.draw.unit_id, detail={"format": fmt})
    words = _words(WIN_STATES)
    titles = (_("奖级"), _("奖品"), _("姓名"), _("单位"), _("手机号"), _("中奖券号"), _("状态"))
    columns = tuple(Column(title=title, width=18) for title in titles)
    table = ((*row[:-1], words[row[-1]]) for row in rows)
    return send_rows(columns, table, fmt, f"{found.draw.title}{_('中奖名单')}")


def _form() -> DrawForm:
    form = DrawForm()
    form.eligibility.choices = [(key.value, _(label)) for key, label in ELIGIBILITY.items()]
    return form


def _words(words: Mapping[Any, str]) -> dict[str, str]:
    return {str(key): _(label) for key, label in words.items()}
