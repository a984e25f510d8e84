"""The campaign as participants see it: the front page, the campaign page, the privacy notice, complaints."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.campaigns.cards import Group, collect_cards
from quizapp.campaigns.feedback import TOPICS, NewFeedback, send_feedback
from quizapp.campaigns.forms import FeedbackForm
from quizapp.campaigns.notice import clauses
from quizapp.campaigns.service import edition_ordinal, list_published
from quizapp.campaigns.views_shared import add_filters, visit
from quizapp.errors import Invalid
from quizapp.kit.clock import local_date
from quizapp.kit.ids import new_token
from quizapp.web import by_device, limited, now, participant, show_invalid, store, vault

blueprint = Blueprint("campaigns", __name__, template_folder="templates")
add_filters(blueprint)


@blueprint.get("/")
@participant
def home() -> ResponseReturnValue:
    """The one campaign there is, or a choice of several."""
    with store().read() as session:
        found = list_published(session, today=local_date(now()))
    if len(found) == 1:
        return redirect(url_for("campaigns.show", code=found[0].code))
    return render_template("campaigns/home.html", campaigns=found, today=local_date(now()))


@blueprint.get("/c/<code>")
@participant
def show(code: str) -> ResponseReturnValue:
    """Theme and days, what can be done today, what was done."""
    with store().read() as session:
        here = visit(session, code)
        groups = collect_cards(session, here.campaign, here.person, now())
    return render_template(
        "campaigns/campaign.html", here=here, now_cards=groups[Group.NOW], later_cards=groups[Group.LATER],
        done_cards=groups[Group.DONE], over_cards=groups[Group.OVER], edition=edition_ordinal(here.campaign.year),
        privacy_url=_privacy_url(code),
    )  # fmt: skip


@blueprint.get("/privacy")
@participant
def privacy_home() -> ResponseReturnValue:
    """The notice of the one campaign there is, else the choice of campaigns."""
    with store().read() as session:
        found = list_published(session, today=local_date(now()))
    return redirect(_privacy_url(found[0].code) if len(found) == 1 else url_for("campaigns.home"))


@blueprint.get("/c/<code>/privacy")
@participant
def privacy(code: str) -> ResponseReturnValue:
    """What happens with personal data, as a list."""
    with store().read() as session:
        here = visit(session, code)
    points = clauses(here.campaign, here.root.name)
    return render_template("campaigns/privacy.html", here=here, points=points, privacy_url=_privacy_url(code))


def _privacy_url(code: str) -> str:
    return url_for("campaigns.privacy", code=code)


@blueprint.route("/c/<code>/feedback", methods=["GET", "POST"])
@participant
@limited("feedback", "30/hour", key=by_device)
def feedback(code: str) -> ResponseReturnValue:
    """A complaint or a suggestion, without a name."""
    with store().read() as session:
        here = visit(session, code)
    form = FeedbackForm()
    form.topic.choices = [(key, _(label)) for key, label in TOPICS.items()]
    form.nonce.data = form.nonce.data or new_token()
    if form.validate_on_submit():
        new = NewFeedback(
            campaign_id=here.campaign.id, unit_id=here.unit.id if here.unit else None, topic=form.topic.data,
            text=form.text.data or "", nonce=form.nonce.data, contact=form.contact.data or "",
        )  # fmt: skip
        try:
            with store().write() as session:
                send_feedback(session, new, vault=vault(), now=now())
        except Invalid as error:
            show_invalid(form, error)
        else:
            flash(_("已收到，谢谢您。我们会有人看，并且处理。"), "success")
            return redirect(url_for("campaigns.show", code=code), 303)
    page = render_template("campaigns/feedback.html", here=here, form=form, privacy_url=_privacy_url(code))
    return page, 422 if form.errors else 200
