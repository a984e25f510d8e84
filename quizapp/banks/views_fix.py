"""Mending an upload before it is imported: one row at a time, or two questions that ask the same."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.banks.desk.duplicates import StoredQuestion, load_comparable
from quizapp.banks.desk.fixing import texts_from_form
from quizapp.banks.desk.prepared import PreparedPair, encode_prepared
from quizapp.banks.desk.preview import Verdict, pair_name
from quizapp.banks.differences import compare
from quizapp.banks.shipped import shipped_index
from quizapp.banks.views_bank import EDIT, blueprint
from quizapp.banks.views_desk import PURPOSE, Desk, left_out, me, open_desk, remember, search_pairs
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.questions import Question
from quizapp.uploads import note_prepared
from quizapp.web import staff, store

_TEXTS = ("type", "stem", "answer", "explanation", "source")
PAGE_SIZE = 20


@blueprint.post("/import/<token>/rows/<int:place>")
@staff(EDIT)
def fix(token: str, place: int) -> ResponseReturnValue:
    """Keep what was typed for one row, or go back to what the file says; the page shows what is still wrong."""
    with store().write() as session:
        desk = open_desk(session, token)
        if not 0 <= place < len(desk.rows):
            raise NotFound(N_("文件里没有这一题"))
        fixes = {key: value for key, value in desk.choices.get("fixes", {}).items() if key != str(place)}
        if request.form.get("do") != "reset":
            texts = texts_from_form(
                {name: request.form.get(name, "") for name in _TEXTS}, request.form.getlist("option")
            )
            fixes[str(place)] = asdict(texts)
        choices = {**desk.choices, "fixes": fixes, "left_out": sorted(left_out(desk))}
        remember(session, token, choices)
        row = open_desk(session, token).rows[place]
    if row.has_errors:
        flash(_("还有要改的地方，见题目下面的说明"), "warning")
    still_open = place if row.has_errors and request.form.get("do") != "reset" else None
    show, page = (request.form.get(name) or None for name in ("show", "page"))
    there = url_for("banks.preview", token=token, fix=still_open, show=show, page=page, _anchor=f"row-{place}")
    return redirect(there, 303)


@blueprint.get("/import/<token>/duplicates")
@staff(EDIT)
def duplicates(token: str) -> ResponseReturnValue:
    """Questions that ask the same, two and two, with what differs marked."""
    page = max(request.args.get("page", 1, type=int), 1)
    with store().read() as session:
        desk = open_desk(session, token)
        pairs = desk.prepared.pairs[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        wanted = [pair.bank_question for pair in pairs if pair.bank_question is not None]
        stored = load_comparable(session, desk.bank.id if desk.bank else None, ids=wanted) if wanted else []
    shown = [each for pair in pairs if (each := _shown(desk, pair, {each.id: each for each in stored}))]
    return render_template(
        "banks/pairs.html", desk=desk, shown=shown, page=page, pages=max(-(-len(desk.prepared.pairs) // PAGE_SIZE), 1),
        total=desk.prepared.pair_count,
    )  # fmt: skip


def _shown(desk: Desk, pair: PreparedPair, stored: dict[int, StoredQuestion]) -> dict[str, Any] | None:
    """A pair for the page; None when one of the two is gone or cannot be imported."""
    first = _question(desk, pair.place)
    other = stored.get(pair.bank_question or 0)
    second = other.question if other else _question(desk, pair.other) if pair.other is not None else None
    if first is None or second is None:
        return None
    name = pair_name(pair)
    return {
        "name": name, "percent": pair.percent, "fields": compare(first, second, shipped_index()), "other": other,
        "row": desk.rows[pair.place].prepared.row,
        "other_row": desk.rows[pair.other].prepared.row if pair.other is not None else 0,
        "verdict": desk.choices.get("pairs", {}).get(name, Verdict.BOTH.value),
    }  # fmt: skip


def _question(desk: Desk, place: int) -> Question | None:
    return desk.rows[place].prepared.decoded()


@blueprint.post("/import/<token>/duplicates")
@staff(EDIT)
def decide(token: str) -> ResponseReturnValue:
    """Keep the verdicts of this page, or look through the file (again)."""
    page = request.form.get("page", 1, type=int)
    with store().write() as session:
        desk = open_desk(session, token)
        if request.form.get("do") == "search":
            found = search_pairs(session, desk.prepared, desk.rows, desk.bank.id if desk.bank else None)
            note_prepared(session, token, encode_prepared(found), desk.choices, purpose=PURPOSE, staff_id=me())
            return redirect(url_for("banks.duplicates", token=token), 303)
        known = {pair_name(pair) for pair in desk.prepared.pairs}
        said = {
            name: value
            for name in known
            if (value := request.form.get(f"pair-{name}")) is not None and value in set(Verdict)
        }
        remember(session, token, {**desk.choices, "pairs": {**desk.choices.get("pairs", {}), **said}})
    flash(_("已记下，导入时照此处理"), "success")
    is_last = page * PAGE_SIZE >= len(desk.prepared.pairs)
    there = (
        url_for("banks.preview", token=token) if is_last else url_for("banks.duplicates", token=token, page=page + 1)
    )
    return redirect(there, 303)
