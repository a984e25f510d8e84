"""The console's page of one list: making it, publishing it, and what happens to it afterwards."""

from __future__ import annotations

from collections.abc import Collection

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import rounds
from quizapp.accounts import Permission
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.exports import FORMATS
from quizapp.kit.i18n import N_
from quizapp.kit.text import fold_key, mask_name
from quizapp.people import search_people
from quizapp.rounds import EventRow, RoundRow, Verdict
from quizapp.rounds.forms import DecisionForm
from quizapp.rounds.views_document import list_document
from quizapp.rounds.words import say_place, say_rule
from quizapp.units import names_of
from quizapp.web import actor, note, now, send_document, staff, store, translate_error

blueprint = Blueprint("event_lists", __name__, url_prefix="/console/events/rounds", template_folder="templates")
_EDIT = Permission.EDIT_CONTESTS
#: People behind the line that the page shows without a search.
_BEHIND = 30


@blueprint.get("/<int:round_id>/list")
@staff(Permission.VIEW)
def show(round_id: int) -> ResponseReturnValue:
    """The list as it would be published now, or as it was published with all that happened since."""
    return _show(round_id)


def _show(round_id: int, error: str = "") -> ResponseReturnValue:
    with store().read() as session:
        event, found = rounds.read_round(session, round_id, Permission.VIEW, actor())
        if found.found.published_at is None:
            page = _draft_page(session, event, found, error)
        else:
            page = _published_page(session, event, found, error)
    return page, 422 if error else 200


def _draft_page(session: Session, event: EventRow, found: RoundRow, error: str) -> str:
    draft = rounds.draft_list(session, found.found, found.contest)
    on_list = {line.person_id for line in draft.lines}
    words = request.args.get("q", "")
    behind = [each for each in draft.ranking if each.person_id not in on_list and each.person_id not in draft.left_out]
    people = {*on_list, *draft.left_out, *(each.person_id for each in behind)}
    names = _names(session, event, people)
    behind = _fitting(behind, names, words)
    units = names_of(session, {each.unit_id for each in draft.ranking if each.person_id in people})
    others = _others(session, event, words, people)
    return render_template(
        "rounds/draft.html", event=event, round=found, draft=draft, names=names, units=units, behind=behind[:_BEHIND],
        more=max(0, len(behind) - _BEHIND), q=words, error=error, now=now(), others=others, may=_may(event),
        rule=say_rule(rounds.rule_of(found.found)),
    )  # fmt: skip


def _fitting(
    behind: list[rounds.Ranked], names: dict[int, str], words: str
) -> list[rounds.Ranked]:  # fmt: skip
    key = fold_key(words)
    return [each for each in behind if key in fold_key(names.get(each.person_id, ""))] if key else behind


def _others(
    session: Session, event: EventRow, words: str, known: Collection[int]
) -> list[tuple[int, str, str]]:  # fmt: skip
    """(person, name, unit) of people without a result whose name fits; nobody without a search."""
    if not words.strip() or not _may(event)["names"]:
        return []
    paths = actor().paths(Permission.EDIT_PEOPLE)
    found = search_people(session, campaign_id=event.event.campaign_id, paths=paths, words=words)
    return [
        (each.person_id, each.name, each.unit_name)
        for each in found
        if each.person_id is not None and each.person_id not in known
    ]


def _may(event: EventRow) -> dict[str, bool]:
    return {
        "edit": actor().can(_EDIT, event.unit_path), "names": actor().can(Permission.EDIT_PEOPLE, event.unit_path),
        "export": actor().can(Permission.EXPORT, event.unit_path),
    }  # fmt: skip


def _names(session: Session, event: EventRow, people: Collection[int]) -> dict[int, str]:
    """Person id -> name: in full for whoever looks after people here, masked for others."""
    shown = rounds.full_names(session, people)
    return shown if _may(event)["names"] else {person_id: mask_name(name) for person_id, name in shown.items()}


def _published_page(session: Session, event: EventRow, found: RoundRow, error: str) -> str:
    places = rounds.list_places(session, found.found.id)
    names = _names(session, event, {row.place.person_id for row in places})
    words = request.args.get("q", "")
    others = _others(session, event, words, {row.place.person_id for row in places if row.is_going})
    standing = {each.person_id for each in rounds.read_ranking(session, found.contest)}
    checked = rounds.is_true(session, event.event, found.found, found.contest) if "check" in request.args else None
    return render_template(
        "rounds/published.html", event=event, round=found, places=places, names=names, q=words, error=error,
        others=others, may=_may(event), say_place=say_place, standing=standing, checked=checked,
        following=rounds.next_round(session, found.found), rule=say_rule(rounds.rule_of(found.found)), now=now(),
    )  # fmt: skip


@blueprint.post("/<int:round_id>/decide")
@staff(_EDIT)
def decide(round_id: int) -> ResponseReturnValue:
    """Add somebody by hand, leave somebody out, or take that back; with a reason."""
    form = DecisionForm()
    verdict = form.verdict.data or ""
    if not form.validate() or verdict not in {Verdict.ADD, Verdict.REMOVE, Verdict.UNDO}:
        return _show(round_id, _("没有收到要办的事，请再试一次"))
    try:
        _decide(round_id, form.person_id.data or 0, Verdict(verdict), form.reason.data or "")
    except (Invalid, Conflict, NotFound) as error:
        _require(round_id)
        return _show(round_id, translate_error(error))
    said = {Verdict.ADD: _("已加入名单"), Verdict.REMOVE: _("已从名单上去掉"), Verdict.UNDO: _("已撤回")}
    flash(said[Verdict(verdict)], "success")
    return redirect(url_for("event_lists.show", round_id=round_id), 303)


def _require(round_id: int) -> None:
    """Raise what the actor may not see, before a refusal is shown on the page."""
    with store().read() as session:
        rounds.read_round(session, round_id, _EDIT, actor())


def _decide(round_id: int, person_id: int, verdict: Verdict, reason: str) -> None:
    with store().write() as session:
        event, found = rounds.read_round(session, round_id, _EDIT, actor())
        moved: int | None = None
        if found.found.published_at is None:
            rounds.decide(
                session, round_id, person_id=person_id, verdict=verdict, reason=reason, actor=actor(), now=now()
            )
        elif verdict is Verdict.ADD:
            rounds.add_place(session, round_id, person_id=person_id, reason=reason, actor=actor(), now=now())
        elif verdict is Verdict.REMOVE:
            moved = rounds.remove_place(session, round_id, person_id=person_id, reason=reason, actor=actor(), now=now())
        else:
            raise Conflict(N_("入围名单已经公布：请在公布的名单上办理"))
        detail = {
            "person": person_id,
            "reason": reason,
            "published": found.found.published_at is not None,
            "moved_up": moved,
        }
        note(session, f"event.list_{verdict}", "event_round", round_id, unit_id=event.event.unit_id, detail=detail)


@blueprint.post("/<int:round_id>/publish")
@staff(_EDIT)
def publish(round_id: int) -> ResponseReturnValue:
    """Freeze the list and open it to everybody."""
    with store().write() as session:
        event, _found = rounds.read_round(session, round_id, _EDIT, actor())
        made = rounds.publish_list(session, round_id, actor=actor(), now=now())
        detail = {"hash": made.list_hash, "position": made.position}
        note(session, "event.list_publish", "event_round", round_id, unit_id=event.event.unit_id, detail=detail)
    flash(_("入围名单已公布，参与者在活动页和竞赛页上会看到"), "success")
    return redirect(url_for("event_lists.show", round_id=round_id), 303)


@blueprint.get("/<int:round_id>/list.<any(xlsx, csv, pdf):fmt>")
@staff(Permission.EXPORT)
def export(round_id: int, fmt: str) -> ResponseReturnValue:
    """The published list; names are masked unless ``?names=full`` is asked by somebody who looks after people."""
    with store().read() as session:
        event, found = rounds.read_round(session, round_id, Permission.EXPORT, actor())
        with_names = request.args.get("names") == "full"
        if with_names:
            actor().require(Permission.EDIT_PEOPLE, event.unit_path)
        if found.found.published_at is None:
            raise NotFound(N_("入围名单还没有公布"))
        places = rounds.list_places(session, round_id)
    with store().write() as session:
        detail = {"format": FORMATS[fmt].extension, "names": "full" if with_names else "masked"}
        note(session, "event.list_export", "event_round", round_id, unit_id=event.event.unit_id, detail=detail)
    document = list_document(event, found, places, with_names=with_names, made_at=now())
    return send_document(document, fmt, f"{event.event.title}{found.found.title}{_('入围名单')}")
