"""Photos of a session: upload, look, withdraw."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import activities, photos
from quizapp.accounts import Permission
from quizapp.errors import Invalid
from quizapp.photos.service import MAX_BYTES
from quizapp.web import actor, note, now, staff, store
from quizapp.web.i18n import translate_error

blueprint = Blueprint(
    "photos", __name__, url_prefix="/console/sessions/<int:session_id>/photos", template_folder="templates"
)
blueprints = (blueprint,)

_NEEDED = {photos.Subject.SITE: Permission.VIEW, photos.Subject.SHEET: Permission.CHECK_IN}


@blueprint.get("")
@staff(Permission.VIEW)
def show(session_id: int) -> ResponseReturnValue:
    """What the session's staff have uploaded."""
    return _page(session_id)


def _page(session_id: int, problem: str = "") -> ResponseReturnValue:
    with store().read() as session:
        facts = activities.session_for(session, session_id, Permission.VIEW, actor())
        kept = photos.list_photos(session, facts, photos.Subject.SITE)
        others = {each for photo in kept for each in photo.also_in}
        titles = {each.id: each.title for each in activities.load_many_facts(session, sorted(others))}
    may_edit = any(actor().can(Permission.CHECK_IN, path) for path in (facts.owner_path, facts.host_path))
    page = render_template(
        "photos/session.html", facts=facts, photos=kept, titles=titles, may_edit=may_edit, problem=problem,
        limit_mb=MAX_BYTES // 1_000_000,
    )  # fmt: skip
    return page, 422 if problem else 200


@blueprint.post("")
@staff(Permission.CHECK_IN)
def upload(session_id: int) -> ResponseReturnValue:
    """Keep the files that were chosen; those that are no pictures are named, the others are kept."""
    files = [each for each in request.files.getlist("photo") if each.filename]
    if not files:
        return _page(session_id, _("请先选择照片"))
    caption, problems, kept = request.form.get("caption", ""), [], 0
    for file in files:
        try:
            _keep(session_id, photos.NewPhoto(content=file.stream.read(), caption=caption))
            kept += 1
        except Invalid as error:
            problems.append(f"{file.filename}：{translate_error(error)}")
    if kept:
        flash(_("已保存 %(n)s 张照片", n=kept), "success")
    if problems:
        return _page(session_id, "；".join(problems))
    return redirect(url_for("photos.show", session_id=session_id), 303)


def _keep(session_id: int, new: photos.NewPhoto) -> None:
    with store().write() as session:
        facts = activities.session_for(session, session_id, Permission.CHECK_IN, actor())
        photo_id = photos.keep_photo(session, facts, new, actor=f"staff:{actor().id}", now=now())
        note(session, "photo.upload", "photo", photo_id, unit_id=facts.host_unit_id)


@blueprint.get("/<int:photo_id>.webp")
@staff(Permission.VIEW)
def picture(session_id: int, photo_id: int) -> ResponseReturnValue:
    """The picture; a sheet with names only for those who work at the door."""
    with store().read() as session:
        activities.session_for(session, session_id, Permission.VIEW, actor())
        subject, content = photos.photo_content(session, session_id, photo_id)
        if subject is photos.Subject.SHEET:
            activities.session_for(session, session_id, _NEEDED[subject], actor())
    return Response(content, content_type="image/webp", headers={"Cache-Control": "private, max-age=3600"})


@blueprint.post("/<int:photo_id>/withdraw")
@staff(Permission.CHECK_IN)
def withdraw(session_id: int, photo_id: int) -> ResponseReturnValue:
    """Take it away with a reason."""
    try:
        with store().write() as session:
            facts = activities.session_for(session, session_id, Permission.CHECK_IN, actor())
            reason = request.form.get("reason", "")
            if photos.withdraw_photo(session, session_id, photo_id, reason=reason, now=now()):
                detail = {"reason": reason[:200]}
                note(session, "photo.withdraw", "photo", photo_id, unit_id=facts.host_unit_id, detail=detail)
    except Invalid as error:
        return _page(session_id, translate_error(error))
    flash(_("照片已撤下"), "success")
    return redirect(url_for("photos.show", session_id=session_id), 303)
