"""The console's pages of practice: which campaigns practise, and what they open."""

from __future__ import annotations

from random import SystemRandom

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import practice
from quizapp.accounts import Permission
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.practice import Mode, Standing
from quizapp.practice.forms import PracticeForm
from quizapp.web import actor, note, now, offered_campaigns, settings, show_invalid, staff, store

blueprint = Blueprint("practice_console", __name__, url_prefix="/console", template_folder="templates")
_EDIT = Permission.EDIT_CONTESTS

MODES = {
    Mode.FREE: N_("练习|选题库、知识点和难度，答完一题马上看答案、解析和法条"),
    Mode.MISTAKES: N_("错题本|答错的题自动记下，改天答对两次就移出"),
    Mode.DAILY: N_("每日一题|全活动同一道，由事先承诺的种子抽出"),
    Mode.CHALLENGE: N_("挑战答题|由易到难，答错为止，只和自己比"),
    Mode.RACE: N_("双人对战|同样的题，和别人录下的一场比；姓名打星号，不必同时在线"),
}


@blueprint.get("/practice")
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """Campaigns of one's units."""
    with store().read() as session:
        campaigns = offered_campaigns(session)
        may_edit = practice.editable_campaigns(session, campaigns, actor())
    return render_template("practice/console_list.html", campaigns=campaigns, may_edit=may_edit)


@blueprint.route("/campaigns/<int:campaign_id>/practice", methods=["GET", "POST"])
@staff(_EDIT)
def edit(campaign_id: int) -> ResponseReturnValue:
    """Open practice, or change what is open; off until somebody opens it."""
    form = PracticeForm()
    with store().read() as session:
        standing = practice.read_standing(session, campaign_id, _EDIT, actor())
        banks = practice.banks_for(session, standing.unit_path)
    form.modes.choices = [(mode.value, _(label)) for mode, label in MODES.items()]
    form.bank_ids.choices = [(bank.id, f"{bank.title}|{_('%(n)s 题', n=bank.size)}") for bank in banks]
    if not form.is_submitted():
        form.fill(standing.choice)
        if not standing.commitment:
            form.bank_ids.data = [bank.id for bank in banks if bank.is_shipped]
    elif form.validate():
        try:
            return _save(campaign_id, form, standing)
        except Invalid as error:
            show_invalid(form, error)
    page = render_template("practice/console.html", form=form, standing=standing, address=_address(standing))
    return page, 422 if form.errors else 200


def _save(campaign_id: int, form: PracticeForm, before: Standing) -> ResponseReturnValue:
    choice = form.choice()
    with store().write() as session:
        made = practice.set_practice(session, campaign_id, choice, actor=actor(), now=now(), rng=SystemRandom())
        detail = {
            "open": choice.is_open, "modes": sorted(choice.modes), "banks": practice.list_titles(session, choice.bank_ids),
            "board": choice.shows_board, "commitment": made.seed_commitment,
        }  # fmt: skip
        unit_id = before.campaign.root_unit_id
        note(session, "practice.set", "campaign", campaign_id, unit_id=unit_id, detail=detail)
    flash(_("练习已开放") if choice.is_open else _("已保存，练习没有开放"), "success")
    return redirect(url_for("practice_console.edit", campaign_id=campaign_id), 303)


def _address(standing: Standing) -> str:
    path = url_for("practice.home", code=standing.campaign.code)
    return (settings().public_url or request.host_url.rstrip("/")) + path
