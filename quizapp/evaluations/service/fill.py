"""The life of an evaluation: begun, saved as often as needed, finished for ever, put right by a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, cast

import msgspec
from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts
from quizapp.db import insert_or_ignore
from quizapp.drills import Drill
from quizapp.errors import Conflict, Invalid
from quizapp.evaluations.criteria import Criteria, from_stored, to_stored
from quizapp.evaluations.errors import EvaluationChanged, EvaluationFinished, EvaluationIncomplete
from quizapp.evaluations.figures import figures_of
from quizapp.evaluations.models import Evaluation, Improvement
from quizapp.evaluations.queries import get_evaluation, view_of
from quizapp.evaluations.rules import Answer
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, clean_text

#: Evaluators who sign one sheet.
MOST_EVALUATORS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What stands on the page that was sent. ``revision``: what the page was made from."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    #: (name, role).
    evaluators: Sequence[tuple[str, str]] = ()
    conclusion: str = ""
    remarks: str = ""
    revision: int = 0


def start_evaluation(
    session: Session, facts: SessionFacts, criteria: Criteria, drill: Drill | None, *,
    evaluators: Sequence[tuple[str, str]] = (), nonce: str, actor: str, now: datetime,
) -> int:  # fmt: skip
    """Id of a new draft; the same nonce meets the same one. Raises `Conflict` for a cancelled session."""
    if facts.cancelled_at is not None:
        raise Conflict(N_("这一场已取消，不能评估"))
    fitting = criteria.for_form(drill.form if drill else "")
    return _insert(
        session,
        {
            "session_id": facts.id, "campaign_id": facts.campaign_id, "criteria_key": criteria.key,
            "criteria_version": criteria.version, "criteria": to_stored(fitting), "run": drill.run if drill else None,
            "evaluators": _evaluators(evaluators), "nonce": nonce, "started_at": now, "started_by": actor,
        },
    )  # fmt: skip


def _insert(session: Session, values: Mapping[str, Any]) -> int:
    empty = {
        "state": "draft", "evaluators": [], "answers": {}, "texts": {}, "conclusion": "", "remarks": "", "revision": 0,
        "figures": {}, "digest": "", "correction_reason": "", "finished_by": "",
    }  # fmt: skip
    table = cast(Table, Evaluation.__table__)
    made = insert_or_ignore(session, table, empty | dict(values), unique=("nonce",))
    if made is not None:
        return made
    return session.scalars(select(Evaluation.id).where(Evaluation.nonce == values["nonce"])).one()


def _evaluators(named: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    if len(named) > MOST_EVALUATORS:
        raise Invalid(N_("一份评估最多 %(most)s 位评估人"), field="evaluators", most=MOST_EVALUATORS)
    cleaned = [(clean_line(name, limit=60), clean_line(role, limit=60)) for name, role in named]
    return [{"name": name, "role": role} for name, role in cleaned if name]


def save_evaluation(session: Session, evaluation_id: int, filled: Filled) -> Evaluation:
    """The draft as it was sent; anything may still be missing.

    Raises `EvaluationFinished`, and `EvaluationChanged` when another phone has saved in between.
    """
    row = _draft(session, evaluation_id)
    if filled.revision != row.revision:
        raise EvaluationChanged(N_("这份评估刚被另一部手机改过：下面是您填的，核对后再点一次保存，就以您的为准"))
    criteria = from_stored(row.criteria)
    row.answers = {
        name: {"level": answer.level, "remark": clean_line(answer.remark, limit=500)}
        for name, answer in filled.answers.items()
        if name in criteria.item_by_key and (answer.level in criteria.level_by_key or answer.remark.strip())
    }
    fields = {each.key for each in criteria.texts}
    row.texts = {key: clean_text(text, limit=4000) for key, text in filled.texts.items() if key in fields}
    row.evaluators = _evaluators(filled.evaluators)
    row.conclusion = filled.conclusion if criteria.conclusion(filled.conclusion) else ""
    row.remarks, row.revision = clean_text(filled.remarks, limit=4000), row.revision + 1
    session.flush()
    return row


def _draft(session: Session, evaluation_id: int) -> Evaluation:
    row = get_evaluation(session, evaluation_id, alone=True)
    if row.state == "finished":
        raise EvaluationFinished(N_("这份评估已经完成，不能再改：需要时请点“更正”，另填一份"))
    return row


def finish_evaluation(
    session: Session, evaluation_id: int, facts: SessionFacts, drill: Drill | None, *, actor: str, now: datetime
) -> Evaluation:
    """The evaluation, finished for ever; finishing again changes nothing.

    Raises `EvaluationIncomplete` while something is missing; what was saved stays saved.
    """
    row = get_evaluation(session, evaluation_id, alone=True)
    if row.state == "finished":
        return row
    gaps = view_of(row).gaps
    if gaps:
        raise EvaluationIncomplete(N_("还有 %(n)d 处没有填，填好后再点“完成评估”"), n=gaps.count)
    row.figures = figures_of(session, facts, drill, run=row.run)
    row.finished_at, row.finished_by, row.digest = now, actor, digest_of(row)
    row.state = "finished"
    session.flush()
    return row


def digest_of(row: Evaluation) -> str:
    """SHA-256 over what the evaluation says: equal as long as nobody changed a word."""
    said = {
        "session": row.session_id, "criteria": row.criteria, "run": row.run, "evaluators": row.evaluators,
        "answers": row.answers, "texts": row.texts, "conclusion": row.conclusion, "remarks": row.remarks,
        "figures": row.figures, "corrects": row.corrects_id, "reason": row.correction_reason,
    }  # fmt: skip
    return sha256(msgspec.json.encode(said, order="sorted")).hexdigest()


def correct_evaluation(
    session: Session, evaluation_id: int, *, reason: str, nonce: str, actor: str, now: datetime
) -> int:
    """Id of a draft that starts as a copy and puts the finished one right once it is finished itself.

    One that was begun already is given back. Raises `Conflict` for a draft, `Invalid` without a reason.
    """
    row, why = get_evaluation(session, evaluation_id, alone=True), clean_line(reason, limit=200)
    if row.state != "finished":
        raise Conflict(N_("这份评估还没有完成，直接改就行"))
    begun = session.scalar(select(Evaluation.id).where(Evaluation.corrects_id == row.id))
    if begun is not None:
        return begun
    if not why:
        raise Invalid(N_("请写明为什么更正"), field="reason")
    kept = ("session_id", "campaign_id", "criteria_key", "criteria_version", "criteria", "run", "evaluators", "answers",
            "texts", "conclusion", "remarks")  # fmt: skip
    copy = {name: getattr(row, name) for name in kept}
    new = {"corrects_id": row.id, "correction_reason": why, "nonce": nonce, "started_at": now, "started_by": actor}
    return _insert(session, copy | new)


def discard_evaluation(session: Session, evaluation_id: int) -> None:
    """Throw a draft away. Raises `EvaluationFinished`, and `Conflict` while improvements name it."""
    row = _draft(session, evaluation_id)
    if session.scalar(select(Improvement.id).where(Improvement.evaluation_id == row.id).limit(1)) is not None:
        raise Conflict(N_("已有整改项出自这份评估，不能删除：请完成它，或先撤回整改项"))
    session.execute(delete(Evaluation).where(Evaluation.id == row.id))
