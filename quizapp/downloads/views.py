"""The pages of downloads: one's own list, how far one is, and the file itself."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.downloads.queries import DownloadRow, find_download, list_downloads, read_parts
from quizapp.downloads.service import drop_download
from quizapp.errors import NotFound
from quizapp.exports import FORMATS, ROW_FORMATS, content_disposition, file_name
from quizapp.kit.i18n import N_
from quizapp.web import actor, note, now, staff, store, vault

blueprint = Blueprint("downloads", __name__, url_prefix="/console/downloads", template_folder="templates")
blueprints = (blueprint,)


#: Endings and types of what can be fetched.
_MIMES = {**{key: each.mime for key, each in FORMATS.items()}, **ROW_FORMATS, "zip": "application/zip"}


def staff_id() -> int:
    """Who is here."""
    found = actor().id
    assert found is not None  # only staff come here
    return found


@blueprint.get("")
@staff(Permission.EXPORT)
def index() -> ResponseReturnValue:
    """Files that one ordered and may still fetch."""
    with store().read() as session:
        found = list_downloads(session, staff_id=staff_id(), now=now())
    return render_template("downloads/list.html", found=found)


@blueprint.get("/<token>")
@staff(Permission.EXPORT)
def status(token: str) -> ResponseReturnValue:
    """How far it is; a script looks again every second, without it the reader does."""
    with store().read() as session:
        found = _find(session, token)
    return render_template("downloads/status.html", download=found)


@blueprint.get("/<token>/file")
@staff(Permission.EXPORT)
def fetch(token: str) -> ResponseReturnValue:
    """The file, sent piece by piece; fetching it is on record."""
    with store().write() as session:
        found = _find(session, token)
        if not found.is_ready or found.size is None:
            raise NotFound(N_("文件还没有生成好，请稍候"))
        detail = {"title": found.title, "format": found.format, "rows": found.done}
        note(session, "download.fetch", "download", found.id, unit_id=found.unit_id, detail=detail)
    name = file_name(found.title, None, found.format)
    headers = {"Content-Disposition": content_disposition(name), "Content-Length": str(found.size)}
    return Response(read_parts(store(), vault(), found.id), content_type=_MIMES[found.format], headers=headers)


@blueprint.post("/<token>/drop")
@staff(Permission.EXPORT)
def drop(token: str) -> ResponseReturnValue:
    """Delete the file, or give up the one in the making."""
    with store().write() as session:
        found = find_download(session, token, staff_id=staff_id(), now=now())
        drop_download(session, token, staff_id=staff_id())
        note(session, "download.drop", "download", found.id, unit_id=found.unit_id, detail={"title": found.title})
    flash(_("文件已删除"), "success")
    return redirect(url_for("downloads.index"), 303)


def _find(session: Session, token: str) -> DownloadRow:
    """One's own file, as long as one may still have what stands in it."""
    found = find_download(session, token, staff_id=staff_id(), now=now())
    actor().require(Permission(found.permission), found.unit_path)
    return found
