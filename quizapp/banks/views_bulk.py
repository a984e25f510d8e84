"""Many questions of a bank at once."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.banks.desk.bulk import Change, change_questions, copy_questions, retire_questions
from quizapp.banks.models import QuestionBank
from quizapp.banks.queries import list_ids
from quizapp.banks.views_bank import EDIT, asked_filter, asked_words, blueprint, readable
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.web import actor, note, now, staff, store, translate_error


@blueprint.post("/<int:bank_id>/bulk")
@staff(EDIT)
def bulk(bank_id: int) -> ResponseReturnValue:
    """Change, retire, copy or move the ticked questions, or all that the filter shows."""
    back = f"{url_for('banks.detail', bank_id=bank_id)}?{urlencode(asked_words())}"
    try:
        with store().write() as session:
            bank = readable(session, bank_id)
            ids = list_ids(session, bank_id, asked_filter()) if request.form.get("all") else _ticked()
            if not ids:
                raise Invalid(N_("一道题也没有选：请先勾选"))
            told = _do(session, bank, ids)
    except Invalid as error:
        flash(translate_error(error), "warning")
        return redirect(back, 303)
    flash(told, "success")
    return redirect(back, 303)


def _ticked() -> list[int]:
    return [int(each) for each in request.form.getlist("id") if each.isdecimal()]


def _do(session: Session, bank: QuestionBank, ids: Collection[int]) -> str:
    do = request.form.get("do", "change")
    if do == "retire":
        done = retire_questions(session, bank.id, ids, now=now())
        _note(session, bank, "question.retire_many", {"questions": done})
        return str(_("已停用 %(n)s 题；已发布的竞赛不受影响", n=done))
    if do in ("copy", "move"):
        return _copy(session, bank, ids, moves=do == "move")
    done = change_questions(session, bank.id, ids, _change(), now=now(), by=actor().id)
    _note(session, bank, "question.change_many", {"questions": done})
    return str(_("已修改 %(n)s 题，各成为新的一版", n=done))


def _change() -> Change:
    topic, audience = request.form.get("topic", "").strip(), tuple(request.form.getlist("audience"))
    return Change(
        topic=topic or None, difficulty=request.form.get("difficulty") or None, audience=audience or None,
        add_tags=_words("add_tags"), remove_tags=_words("remove_tags"),
    )  # fmt: skip


def _words(name: str) -> tuple[str, ...]:
    """Tags as typed: 消防、用电 or "消防, 用电"."""
    return tuple(word for word in re.split(r"[\s,，、;；|]+", request.form.get(name, "")) if word)


def _copy(session: Session, bank: QuestionBank, ids: Collection[int], *, moves: bool) -> str:
    into = request.form.get("into", type=int)
    if not into:
        raise Invalid(N_("请选要放进哪个题库"))
    target = readable(session, into)
    done = copy_questions(session, bank.id, ids, into=into, now=now(), by=actor().id, keeps=not moves)
    detail = {"into": into, "copied": done.copied, "already_there": done.already_there}
    _note(session, bank, "question.move" if moves else "question.copy", detail)
    told = (
        _("已移入“%(title)s” %(n)s 题", title=target.title, n=done.copied)
        if moves
        else _("已复制到“%(title)s” %(n)s 题", title=target.title, n=done.copied)
    )
    return str(told) + (str(_("，%(n)s 题那边早已有", n=done.already_there)) if done.already_there else "")


def _note(session: Session, bank: QuestionBank, action: str, detail: dict[str, Any]) -> None:
    note(session, action, "bank", bank.id, unit_id=bank.unit_id, detail={"bank": bank.title, **detail})
