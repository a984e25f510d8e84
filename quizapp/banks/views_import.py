"""Questions from a file: upload, look at every problem, put it right on the spot, choose rows, confirm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.banks.desk.duplicates import load_comparable
from quizapp.banks.desk.editing import find_bank
from quizapp.banks.desk.importing import ImportedBank, Origin, import_bank
from quizapp.banks.desk.prepared import ENCODINGS, PreparedFile, encode_prepared, prepare, read_with_choices
from quizapp.banks.desk.preview import Show, apply_choices, select_rows, to_reading
from quizapp.banks.forms import BankFileForm
from quizapp.banks.pictures import know_files, make_files, store_files
from quizapp.banks.reading import BankReading
from quizapp.banks.views_bank import EDIT, blueprint, readable
from quizapp.banks.views_desk import PURPOSE, Desk, left_out, me, open_desk, remember, replace_choices, search_pairs
from quizapp.errors import Conflict, Invalid
from quizapp.kit.i18n import N_
from quizapp.media import MadeMedia
from quizapp.units import get_unit
from quizapp.uploads import drop_upload, find_upload, keep_upload, note_prepared
from quizapp.web import actor, note, now, say, settings, show_invalid, staff, store, unit_choices, vault

PAGE_SIZE = 50
#: Larger files are looked through for repetitions when somebody asks for it: that takes seconds.
SEARCHED_AT_ONCE = 2_000
#: Larger texts are not tried in one encoding after the other.
_TRIED_AS_TEXT = 1_000_000
_READING = ("encoding", "blank_separator", "first_number")


@blueprint.route("/import", methods=["GET", "POST"])
@staff(EDIT)
def upload() -> ResponseReturnValue:
    """Choose a file, or paste questions, and the bank that they fill; ``?bank=`` names one that stands."""
    form = BankFileForm()
    with store().read() as session:
        form.unit_id.choices = unit_choices(session, actor(), EDIT)
        if request.method == "GET" and (bank_id := request.args.get("bank", type=int)):
            bank = readable(session, bank_id)
            form.unit_id.data, form.title.data = bank.unit_id, bank.title
    if form.validate_on_submit():
        try:
            return redirect(url_for("banks.preview", token=_keep(form)), 303)
        except Invalid as error:
            show_invalid(form, error)
    return render_template("banks/upload.html", form=form), 422 if form.errors or form.form_errors else 200


def _keep(form: BankFileForm) -> str:
    """Token of the kept file. Raises `Invalid` when nothing like a question is in it."""
    sent = form.file.data
    content = sent.read() if sent else (form.pasted.data or "").encode()
    filename = (sent.filename or "") if sent else _("粘贴的题目") + ".txt"
    if not content.strip():
        raise Invalid(N_("请选择文件，或者把题目粘贴进来"), field="file")
    reading, encoding = _read(content, filename)
    choices = {"unit_id": form.unit_id.data, "title": form.title.data, **encoding}
    with store().read() as session:
        actor().require(EDIT, get_unit(session, form.unit_id.data).path)
        prepared = _prepared(session, reading, content, choices)
    with store().write() as session:
        return keep_upload(
            session, purpose=PURPOSE, staff_id=me(), filename=filename, content=content, choices=choices, vault=vault(),
            now=now(), prepared=encode_prepared(prepared),
        )  # fmt: skip


def _read(content: bytes, filename: str) -> tuple[BankReading, dict[str, str]]:
    """The reading, and the encoding to choose when only that one makes sense. Raises `Invalid` when none does."""
    first = read_with_choices(content, filename, {})
    if first.outcomes:
        return first, {}
    is_text = not content.startswith((b"PK", b"\xd0\xcf", b"%PDF")) and len(content) < _TRIED_AS_TEXT
    for encoding in ENCODINGS if is_text else ():
        reading = read_with_choices(content, filename, {"encoding": encoding})
        if reading.outcomes:
            return reading, {"encoding": encoding}
    told = "；".join(say(problem) for problem in first.problems[:3] if problem.is_error)
    if not told:
        raise Invalid(N_("文件里没有读到题目：请对照模板检查内容"), field="file")
    raise Invalid(N_("没有读到题目：%(reason)s"), field="file", reason=told)


def _prepared(session: Session, reading: BankReading, content: bytes, choices: Mapping[str, Any]) -> PreparedFile:
    """The file as the pages need it, repetitions found where that is quick."""
    prepared = prepare(know_files(session, reading), content)
    if len(prepared.rows) > SEARCHED_AT_ONCE:
        return prepared
    bank = find_bank(session, unit_id=int(choices["unit_id"]), title=str(choices["title"]))
    return search_pairs(session, prepared, apply_choices(prepared, choices, {}, set()), bank.id if bank else None)


@blueprint.get("/import/<token>")
@staff(EDIT)
def preview(token: str) -> ResponseReturnValue:
    """A page of the questions as they were understood, with what is odd about each; ``?fix=`` opens one for mending."""
    with store().read() as session:
        desk = open_desk(session, token)
    show = Show(asked) if (asked := request.args.get("show", "")) in set(Show) else Show.ALL
    listed = select_rows(desk.rows, show)
    pages = max(-(-len(listed) // PAGE_SIZE), 1)
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    pairs = desk.prepared.pairs
    return render_template(
        "banks/preview.html", desk=desk, show=show, page=page, pages=pages, total=len(listed),
        rows=listed[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], fix=request.args.get("fix", type=int), kinds=Show,
        paired={pair.place for pair in pairs} | {pair.other for pair in pairs},
    )  # fmt: skip


@blueprint.post("/import/<token>")
@staff(EDIT)
def confirm(token: str) -> ResponseReturnValue:
    """Keep which rows were ticked and go where the button leads, or read the file again, import what is chosen, drop it."""
    do = request.form.get("do")
    if do == "drop":
        with store().write() as session:
            drop_upload(session, token, purpose=PURPOSE, staff_id=me())
        flash(_("没有导入任何题目，文件已丢弃"), "message")
        return redirect(url_for("banks.index"), 303)
    if do == "read":
        return _read_again(token)
    files = _files(token) if do == "import" else None
    with store().write() as session:
        desk = open_desk(session, token)
        choices = {**desk.choices, "left_out": sorted(left_out(desk))}
        remember(session, token, choices)
        if do == "pairs":
            return redirect(url_for("banks.duplicates", token=token), 303)
        if do != "import":
            return redirect(_there(token) if do == "go" else _here(token), 303)
        if not _taken(desk, choices):
            flash(_("一道题也没有选：请勾选要导入的题，或者点“不导入”"), "warning")
            return redirect(_here(token), 303)
        done = _import(session, replace_choices(desk, choices), files)
    return redirect(url_for("banks.imported", import_id=done.import_id), 303)


def _taken(desk: Desk, choices: Mapping[str, Any]) -> bool:
    return replace_choices(desk, choices).taken > 0


def _there(token: str) -> str:
    """The view that the pressed button names in its address: a tab, a page, or a row opened for mending."""
    show, page = request.args.get("show"), request.args.get("page")
    fix = request.args.get("fix", type=int)
    anchor = None if fix is None else f"row-{fix}"
    return url_for("banks.preview", token=token, show=show, page=page, fix=fix, _anchor=anchor)


def _here(token: str) -> str:
    return url_for(
        "banks.preview", token=token, show=request.form.get("show") or None, page=request.form.get("page") or None
    )


def _read_again(token: str) -> ResponseReturnValue:
    """Read the file as somebody says it is meant; what was mended by hand belongs to the old reading and goes."""
    with store().read() as session:
        waiting = find_upload(session, token, purpose=PURPOSE, staff_id=me(), vault=vault())
        said = {name: value for name in _READING if (value := request.form.get(name, ""))}
        choices = {"unit_id": waiting.choices["unit_id"], "title": waiting.choices["title"], **said}
        reading = read_with_choices(waiting.content, waiting.filename, choices)
        if not reading.outcomes:
            flash(_("按这种方式读不到题目，仍保留原来的结果"), "warning")
            return redirect(_here(token), 303)
        prepared = _prepared(session, reading, waiting.content, choices)
    with store().write() as session:
        note_prepared(session, token, encode_prepared(prepared), choices, purpose=PURPOSE, staff_id=me())
    flash(_("已按选择重新读取，请再核对一遍"), "success")
    return redirect(_here(token), 303)


@dataclass(frozen=True, slots=True)
class _Files:
    """Pictures and sounds of an upload, opened again and made before the writer is held."""

    file_hash: str
    contents: Mapping[str, bytes]
    made: Mapping[str, MadeMedia]


def _files(token: str) -> _Files | None:
    """None when the upload has none."""
    with store().read() as session:
        desk = open_desk(session, token)
        if not desk.prepared.has_files:
            return None
        waiting = find_upload(session, token, purpose=PURPOSE, staff_id=me(), vault=vault())
        again = read_with_choices(waiting.content, waiting.filename, desk.choices)
        made = make_files(session, again)
    return _Files(sha256(waiting.content).hexdigest(), again.files, made)


def _import(session: Session, desk: Desk, files: _Files | None) -> ImportedBank:
    wanted = [pair.bank_question for pair in desk.prepared.pairs if pair.bank_question is not None]
    stored = load_comparable(session, desk.bank.id if desk.bank else None, ids=wanted) if wanted else []
    reading, places = to_reading(desk.prepared, desk.rows, desk.choices, {each.id: each for each in stored})
    if desk.prepared.has_files:
        reading = _with_files(session, desk, reading, places, files)
    origin = Origin(staff_id=actor().id, filename=desk.filename, file_hash=desk.prepared.file_hash)
    done = import_bank(
        session,
        reading,
        unit_id=desk.unit.id,
        title=str(desk.choices["title"]),
        now=now(),
        places=set(places),
        origin=origin,
    )
    if not drop_upload(session, desk.token, purpose=PURPOSE, staff_id=me()):
        raise Conflict(N_("这次上传刚刚已经导入过"))
    detail = {
        "added": done.added,
        "changed": done.changed,
        "already_there": done.already_there,
        "import": done.import_id,
    }
    note(session, "bank.import", "bank", done.bank_id, unit_id=desk.unit.id, detail=detail)
    return done


def _with_files(
    session: Session, desk: Desk, reading: BankReading, places: list[int], files: _Files | None
) -> BankReading:
    """The reading with its pictures and sounds stored."""
    if files is None or files.file_hash != desk.prepared.file_hash:
        raise Conflict(N_("文件和预览对不上：请重新上传"))
    whole, most = replace(reading, files=files.contents), settings().max_media_bytes
    return store_files(session, whole, now=now(), quota_bytes=most, places=places, made=files.made)
