"""The console's pages of contests: the list, the one form, the figures, the questions."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from random import SystemRandom
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import contests
from quizapp.accounts import Permission
from quizapp.campaigns import Campaign, get_campaign, list_campaigns
from quizapp.contests import Contest, ContestSettings
from quizapp.contests.forms import ContestForm, preset_keys
from quizapp.contests.pool_search import PoolFilter, search_pool
from quizapp.contests.rules import Reveal
from quizapp.contests.views_participant import public_address
from quizapp.contests.words import COUNTINGS
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.questions import lay_open, question_types
from quizapp.web import actor, note, now, show_invalid, staff, store, unit_choices
from quizapp.web.pages import show_moment

blueprint = Blueprint("contests", __name__, url_prefix="/console/contests", template_folder="templates")

_EDIT = Permission.EDIT_CONTESTS
QUESTIONS_A_PAGE = 20
REVEALS = {
    Reveal.EXPLANATIONS: N_("分数、答案和解析|答错的题附法条出处，最能长记性"),
    Reveal.ANSWERS: N_("分数和答案|不显示解析"),
    Reveal.SCORE: N_("只有分数|答案另行公布"),
}


@blueprint.get("")
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """Contests of one's units with their figures, what is open now on top."""
    with store().read() as session:
        lines = contests.by_urgency(contests.list_contests(session, paths=actor().paths(Permission.VIEW)), now())
    may_edit = actor().can_somewhere(_EDIT)
    return render_template("contests/list.html", lines=lines, now=now(), may_edit=may_edit)


@blueprint.route("/new", methods=["GET", "POST"])
@staff(_EDIT)
def create() -> ResponseReturnValue:
    """One page: three choices, the rest with defaults; saved as a draft or published at once."""
    form = ContestForm()
    with store().read() as session:
        campaigns = list_campaigns(session, paths=actor().paths(_EDIT))
        _offer(form, session, campaigns)
        if campaigns and not form.is_submitted():
            _suggest(form, session, campaigns[0])
    if campaigns and form.validate_on_submit():
        try:
            return _saved(_create(form, campaigns))
        except Invalid as error:
            show_invalid(form, error)
    return render_template(
        "contests/form.html", form=form, contest=None, campaigns=campaigns, now=now()
    ), 422 if form.errors else 200


def _offer(form: ContestForm, session: Session, campaigns: list[Campaign]) -> None:
    form.offer(
        [(key.value, _(label)) for key, label in REVEALS.items()],
        [(key, _(label)) for key, label in preset_keys()],
        [(key.value, _(label)) for key, label in COUNTINGS.items()],
    )
    form.campaign_id.choices = [(campaign.id, campaign.title) for campaign in campaigns]
    units = unit_choices(session, actor(), _EDIT)
    form.unit_id.choices = units
    if units and form.unit_id.data is None:
        form.unit_id.data = units[0][0]
    banks = contests.offer_banks(session, actor().paths(_EDIT))
    form.bank_ids.choices = [(bank.id, f"{bank.title}|{_('%(n)s 题', n=bank.size)}") for bank in banks]
    form.offer_sections(
        [(0, _("全部题库")), *((bank.id, bank.title) for bank in banks)],
        [("", _("全部题型")), *((key, _(kind.label)) for key, kind in question_types().items())],
        [("", _("全部难度")), ("easy", _("容易")), ("medium", _("中等")), ("hard", _("较难"))],
    )


def _suggest(form: ContestForm, session: Session, campaign: Campaign) -> None:
    """Defaults that work: the shipped banks for everybody, open from now to the campaign's last evening."""
    shipped = [bank.id for bank in contests.offer_banks(session, actor().paths(_EDIT)) if bank.is_for_everybody]
    opens_at = now().replace(second=0, microsecond=0)
    last = campaign.ends_on
    closes_at = datetime(last.year, last.month, last.day, 22, tzinfo=ZoneInfo(campaign.time_zone))
    settings = ContestSettings(
        title=_("%(campaign)s知识竞赛", campaign=campaign.title)[:60], opens_at=opens_at,
        closes_at=closes_at if closes_at > opens_at else opens_at + timedelta(days=7), bank_ids=tuple(shipped),
    )  # fmt: skip
    form.fill(settings, campaign.time_zone)
    form.campaign_id.data = campaign.id


def _create(form: ContestForm, campaigns: list[Campaign]) -> Contest:
    campaign = next(each for each in campaigns if each.id == form.campaign_id.data)
    with store().write() as session:
        made = contests.create_contest(
            session, form.settings(campaign.time_zone), campaign_id=campaign.id, unit_id=form.unit_id.data,
            actor=actor(), now=now(),
        )  # fmt: skip
        note(session, "contest.create", "contest", made.id, unit_id=made.unit_id, detail={"title": made.title})
        _publish_if_asked(session, made)
    return made


def _publish_if_asked(session: Session, contest: Contest) -> None:
    if "publish" in request.form and contest.published_at is None:
        done = contests.publish_contest(session, contest.id, actor=actor(), now=now(), rng=SystemRandom())
        note_published(session, done)


def note_published(session: Session, contest: Contest) -> None:
    """Into the audit log goes what binds the organizer: the commitment and the pool's hash. He is told what stayed out."""
    detail: dict[str, object] = {
        "commitment": contest.seed_commitment, "pool": contest.pool_hash, "questions": contest.pool_size,
    }  # fmt: skip
    if left_out := contests.count_left_out(session, contest):
        detail["left_out"] = left_out
        message = _("%(n)s 道题在竞赛期间失效或还没有生效，没有抽进来：可以在题库的“要核对的题”里看", n=left_out)
        flash(message, "warning")
    note(session, "contest.publish", "contest", contest.id, unit_id=contest.unit_id, detail=detail)


def published_words(contest: Contest) -> str:
    """What the organizer is told: people can scan now, or from when on they can answer."""
    if contest.opens_at > now():
        return str(_("竞赛已发布，%(time)s 开始答题，之前扫码会看到“未开始”", time=show_moment(contest.opens_at)))
    return str(_("竞赛已发布，可以扫码了"))


def _saved(contest: Contest) -> ResponseReturnValue:
    text = published_words(contest) if contest.published_at else _("草稿已保存，发布后参与者才能看到")
    flash(text, "success")
    return redirect(url_for("contests.detail", contest_id=contest.id), 303)


@blueprint.route("/<int:contest_id>/edit", methods=["GET", "POST"])
@staff(_EDIT)
def edit(contest_id: int) -> ResponseReturnValue:
    """The same page again; what a published contest cannot change is shown, not asked."""
    form = ContestForm()
    with store().read() as session:
        row = contests.read_contest(session, contest_id, _EDIT, actor())
        contest, _path = contests.contest_for(session, contest_id, _EDIT, actor())
        settings = contests.read_settings(session, contest)
        zone = get_campaign(session, contest.campaign_id).time_zone
        _offer(form, session, [])
    form.leave_out("campaign_id", "unit_id")
    if row.published_at is not None:
        form.fix_rules()
    if form.validate_on_submit():
        try:
            return _saved(_update(contest_id, form.settings(zone, settings)))
        except Invalid as error:
            show_invalid(form, error)
    elif not form.is_submitted():
        form.fill(settings, zone)
    page = render_template("contests/form.html", form=form, contest=row, campaigns=[row], now=now())
    return page, 422 if form.errors else 200


def _update(contest_id: int, settings: ContestSettings) -> Contest:
    with store().write() as session:
        contest = contests.update_contest(session, contest_id, settings, actor=actor(), now=now())
        detail = {
            "title": contest.title,
            "opens_at": contest.opens_at.isoformat(),
            "closes_at": contest.closes_at.isoformat(),
        }
        note(session, "contest.update", "contest", contest_id, unit_id=contest.unit_id, detail=detail)
        _publish_if_asked(session, contest)
    return contest


@blueprint.get("/<int:contest_id>")
@staff(Permission.VIEW)
def detail(contest_id: int) -> ResponseReturnValue:
    """Figures, the code to scan, and what can be done now."""
    with store().read() as session:
        row = contests.read_contest(session, contest_id, Permission.VIEW, actor())
        figures = contests.count_figures(session, contest_id)
    most = max((band.attempts for band in figures.bands), default=0)
    may = {name: actor().can(permission, row.unit_path) for name, permission in _ASKED.items()}
    return render_template(
        "contests/detail.html",
        contest=row,
        figures=figures,
        most=most,
        may=may,
        now=now(),
        public_address=public_address(row.code),
    )


_ASKED = {"edit": _EDIT, "export": Permission.EXPORT, "names": Permission.EDIT_PEOPLE}


@blueprint.get("/<int:contest_id>/questions")
@staff(_EDIT)
def questions(contest_id: int) -> ResponseReturnValue:
    """Some of the questions with their keys, searched and filtered: for those who edit contests, never for participants."""
    asked = {
        name: value
        for name in ("q", "kind", "topic", "required")
        if (value := request.args.get(name, "").strip()[:100])
    }
    wanted = PoolFilter(
        words=asked.get("q", ""),
        type=asked.get("kind", ""),
        topic=asked.get("topic", ""),
        is_required="required" in asked,
    )
    with store().read() as session:
        row = contests.read_contest(session, contest_id, _EDIT, actor())
        found = search_pool(session, row, wanted)
    pages = max(1, ceil(len(found.questions) / QUESTIONS_A_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    before = (page - 1) * QUESTIONS_A_PAGE
    shown = [(each, lay_open(each.question)) for each in found.questions[before : before + QUESTIONS_A_PAGE]]
    return render_template(
        "contests/questions.html", contest=row, found=found, shown=shown, first=before + 1, asked=asked, page=page,
        pages=pages,
    )  # fmt: skip
