"""What anybody may see of a draw: rules, pool, winners; and what this phone has won."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import prizes
from quizapp.contests import find_contest
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.exports import content_disposition
from quizapp.kit.i18n import N_
from quizapp.people import current_person, hash_device
from quizapp.prizes import Eligibility
from quizapp.prizes.forms import ClaimForm
from quizapp.prizes.words import ELIGIBILITY
from quizapp.web import device_key, limited, now, participant, show_invalid, store, vault
from quizapp.web.i18n import translate_error

blueprint = Blueprint("draw", __name__, url_prefix="/d", template_folder="templates")


@blueprint.get("/<code>")
@participant
@limited("contest.page", "120/minute")
def page(code: str) -> ResponseReturnValue:
    """Rules, then the pool's fingerprint, then winners and seed."""
    return _page(code, ClaimForm())


def _page(code: str, form: ClaimForm) -> ResponseReturnValue:
    with store().read() as session:
        found = prizes.read_draw_by_code(session, code)
        person = current_person(session, hash_device(device_key()), found.draw.campaign_id)
        mine = prizes.my_win(session, found.draw.id, person.id) if person else None
        ticket = prizes.ticket_in_pool(session, found.draw, person.id) if person else None
        standing, wins = prizes.read_prizes(session, found.draw.id), prizes.read_wins(session, found.draw.id)
        contest = find_contest(session, found.contest_code)
    return render_template(
        "prizes/draw.html", found=found, draw=found.draw, contest=contest, prizes=standing, wins=wins, mine=mine,
        ticket=ticket, person=person, form=form, now=now(), who=_(ELIGIBILITY[Eligibility(found.draw.eligibility)]).partition("|")[0],
    ), 422 if form.errors or form.form_errors else 200  # fmt: skip


@blueprint.post("/<code>/claim")
@participant
@limited("contest.submit", "20/minute")
def claim(code: str) -> ResponseReturnValue:
    """The winner confirms, and leaves a phone number where the draw asks for one."""
    form = ClaimForm()
    try:
        with store().write() as session:
            found = prizes.read_draw_by_code(session, code)
            person = current_person(session, hash_device(device_key()), found.draw.campaign_id)
            if person is None:
                raise NotFound(N_("这次抽奖没有您的奖品"))
            prizes.claim_win(
                session,
                draw_id=found.draw.id,
                person_id=person.id,
                phone=form.phone.data or "",
                vault=vault(),
                now=now(),
            )
    except Invalid as error:
        show_invalid(form, error)
        return _page(code, form)
    except Conflict as error:
        form.form_errors.append(translate_error(error))
        return _page(code, form)
    flash(_("已确认，请凭领奖码领奖"), "success")
    return redirect(url_for("draw.page", code=code), 303)


@blueprint.get("/<code>/pool.txt")
@participant
@limited("contest.page", "30/minute")
def pool(code: str) -> ResponseReturnValue:
    """The frozen pool: tickets in ascending order, one a line; its SHA-256 is the published fingerprint."""
    with store().read() as session:
        found = prizes.read_draw_by_code(session, code)
        if found.draw.pool_position is None:
            raise NotFound(N_("名单还没有固定"))
        tickets = prizes.list_tickets(session, found.draw, position=found.draw.pool_position)
    headers = {"Content-Disposition": content_disposition(f"pool-{code}.txt")}
    return Response(prizes.pool_file(tickets), content_type="text/plain; charset=utf-8", headers=headers)
