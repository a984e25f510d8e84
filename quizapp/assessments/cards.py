"""A unit's card from empty to frozen: the unit scores itself, the office reviews, and then it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from quizapp.assessments.models import ScoreCard, ScoreLine, ScoreSheet
from quizapp.assessments.queries import get_sheet, scores
from quizapp.assessments.rules import RuleType, Scored, Total, add_up, show_points
from quizapp.assessments.sheet import Row, rows_of
from quizapp.db import insert_or_ignore
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.units import Unit, get_unit

#: What a lock was waited for is read anew: the object in hand may be older.
_FRESH = {"populate_existing": True}

_CARD = cast(Table, ScoreCard.__table__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfSaid:
    """What a unit says about one row."""

    answer: int | None
    word: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSaid:
    """What the office says about one row: points in hundredths, or yes and no where the row is one."""

    points: int = 0
    answer: int | None = None
    reason: str = ""


def find_card(session: Session, sheet_id: int, unit_id: int) -> ScoreCard | None:
    """The unit's card on the sheet; None = nothing yet."""
    return session.scalar(select(ScoreCard).where(ScoreCard.sheet_id == sheet_id, ScoreCard.unit_id == unit_id))


def lines_of(session: Session, card: ScoreCard | None) -> dict[str, ScoreLine]:
    """Row key -> line of the card."""
    if card is None:
        return {}
    return {line.row_key: line for line in session.scalars(select(ScoreLine).where(ScoreLine.card_id == card.id))}


def _locked(session: Session, sheet: ScoreSheet, unit: Unit) -> ScoreCard:
    """The unit's card, made if need be, held by this transaction alone."""
    office = get_unit(session, sheet.unit_id)
    if not scores(sheet, office, unit):
        raise NotFound(N_("这张评分表不评这个单位"))
    values = {
        "sheet_id": sheet.id, "unit_id": unit.id, "state": "draft", "is_vetoed": False, "remark": "", "self_by": "",
        "review_by": "",
    }  # fmt: skip
    insert_or_ignore(session, _CARD, values, unique=("sheet_id", "unit_id"))
    mine = (ScoreCard.sheet_id == sheet.id, ScoreCard.unit_id == unit.id)
    return session.scalars(select(ScoreCard).where(*mine).with_for_update().execution_options(**_FRESH)).one()


def save_self(
    session: Session, sheet: ScoreSheet, unit: Unit, said: Mapping[str, SelfSaid], derived: Mapping[str, int], *,
    hand_in: bool, author: str, now: datetime,
) -> ScoreCard:  # fmt: skip
    """The card with what the unit says; with ``hand_in`` it goes to the office.

    Raises `Conflict` when it is not the unit's turn, `Invalid` (field ``a-<row>``, ``w-<row>``) for an answer that
    differs from the system's without a word, one out of range, and for open rows when handing in.
    """
    if sheet.state != "open":
        raise Conflict(N_("评分表没有启用，不能填"))
    card = _locked(session, sheet, unit)
    if card.state != "draft":
        raise Conflict(N_("自评已经交上去了：要改请联系上级退回"))
    rows, kept = rows_of(sheet.rows), lines_of(session, card)
    for row in rows:
        line = kept.get(row.key) or ScoreLine(card_id=card.id, row_key=row.key)
        _say(line, row, said.get(row.key, SelfSaid(answer=line.answer)), derived.get(row.key), hand_in)
        session.add(line)
        kept[row.key] = line
    card.self_points = self_total(rows, kept).sum
    card.self_at, card.self_by = now, author[:120]
    if hand_in:
        card.state, card.remark = "self_scored", ""
    session.flush()
    return card


def _say(line: ScoreLine, row: Row, said: SelfSaid, derived: int | None, hand_in: bool) -> None:
    word = clean_line(said.word, limit=200)
    if said.answer is not None and not 0 <= said.answer <= row.rule.most():
        raise Invalid(N_("“%(title)s”：填的数不对"), field=f"a-{row.key}", title=row.title)
    if hand_in and said.answer is None and not row.may_stay_open:
        raise Invalid(N_("“%(title)s”还没有填"), field=f"a-{row.key}", title=row.title)
    if hand_in and derived is not None and said.answer not in (None, derived) and not word:
        raise Invalid(N_("“%(title)s”和系统里的数不一样：请说明原因"), field=f"w-{row.key}", title=row.title)
    line.answer, line.derived, line.word = said.answer, derived, word
    line.evidence, line.self_points = clean_line(said.evidence, limit=300), row.rule.worth(said.answer)


def self_total(rows: Sequence[Row], lines: Mapping[str, ScoreLine]) -> Total:
    """What the unit's own answers come to."""
    return add_up([
        Scored(
            group=row.group, rule=row.rule, empties=row.empties,
            points=lines[row.key].self_points if row.key in lines else 0,
            answer=lines[row.key].answer if row.key in lines else None,
        )
        for row in rows
    ])  # fmt: skip


def review_total(rows: Sequence[Row], lines: Mapping[str, ScoreLine]) -> Total:
    """What the office's points come to."""
    return add_up([
        Scored(
            group=row.group, rule=row.rule, empties=row.empties,
            points=(lines[row.key].review_points or 0) if row.key in lines else 0,
            answer=lines[row.key].review_answer if row.key in lines else None,
        )
        for row in rows
    ])  # fmt: skip


def review(
    session: Session, card_id: int, said: Mapping[str, ReviewSaid], *, remark: str, author: str, now: datetime
) -> ScoreCard:
    """The card with the office's points; it can be reviewed again until it is frozen.

    Raises `Conflict` before the unit has handed in, `Invalid` (field ``p-<row>``, ``r-<row>``) for points out of range
    and for a difference without a reason.
    """
    card = get_card(session, card_id, lock=True)
    if card.state not in ("self_scored", "reviewed"):
        raise Conflict(N_("已经定稿，不能再改") if card.state == "frozen" else N_("单位还没有交自评，不能复核"))
    rows, kept = rows_of(get_sheet(session, card.sheet_id).rows), lines_of(session, card)
    for row in rows:
        line = kept[row.key]
        default = ReviewSaid(points=line.self_points, answer=line.answer)
        _judge(line, row, said.get(row.key, default))
    total = review_total(rows, kept)
    card.review_points, card.is_vetoed, card.state = total.sum, total.is_vetoed, "reviewed"
    card.remark, card.review_at, card.review_by = clean_line(remark, limit=300), now, author[:120]
    session.flush()
    return card


def _judge(line: ScoreLine, row: Row, said: ReviewSaid) -> None:
    reason = clean_line(said.reason, limit=200)
    if row.is_flag:
        differs = bool(said.answer) != bool(line.answer)
        line.review_answer, line.review_points = int(bool(said.answer)), 0
    else:
        if not 0 <= said.points <= row.rule.points:
            message = N_("“%(title)s”：请填 0 到 %(most)s 分")
            raise Invalid(message, field=f"p-{row.key}", title=row.title, most=show_points(row.rule.points))
        differs = said.points != line.self_points
        line.review_points, line.review_answer = said.points, line.answer
    if differs and not reason:
        raise Invalid(N_("“%(title)s”和自评不一样：请写明原因"), field=f"r-{row.key}", title=row.title)
    line.review_reason = reason


def give_back(session: Session, card_id: int, *, remark: str) -> ScoreCard:
    """Let the unit score itself again; what it said stays. Raises `Invalid` without a remark."""
    card = get_card(session, card_id, lock=True)
    if card.state not in ("self_scored", "reviewed"):
        raise Conflict(N_("现在不能退回"))
    why = clean_line(remark, limit=300)
    if not why:
        raise Invalid(N_("请写明要改什么"), field="remark")
    card.state, card.remark, card.review_points, card.is_vetoed = "draft", why, None, False
    # what the office judged was about other answers: the next review begins anew
    forgotten = {"review_points": None, "review_answer": None, "review_reason": ""}
    for line in lines_of(session, card).values():
        for name, value in forgotten.items():
            setattr(line, name, value)
    session.flush()
    return card


def freeze(session: Session, sheet_id: int, card_ids: Sequence[int], *, now: datetime) -> list[int]:
    """Ids of the cards that stand for good from now on: those of the sheet that were reviewed."""
    mine = (ScoreCard.sheet_id == sheet_id, ScoreCard.id.in_(card_ids), ScoreCard.state == "reviewed")
    cards = list(session.scalars(select(ScoreCard).where(*mine).with_for_update().execution_options(**_FRESH)))
    for card in cards:
        card.state, card.frozen_at = "frozen", now
    session.flush()
    return [card.id for card in cards]


def get_card(session: Session, card_id: int, *, lock: bool = False) -> ScoreCard:
    """The card. Raises `NotFound`."""
    query = select(ScoreCard).where(ScoreCard.id == card_id)
    card = session.scalar(query.with_for_update().execution_options(**_FRESH) if lock else query)
    if card is None:
        raise NotFound(N_("没有这张评分卡"))
    return card


def answer_words(row: Row, answer: int | None) -> str:
    """The answer as people read it, without translation of yes and no: those the edge says. Empty for none."""
    if answer is None:
        return ""
    if row.rule.type is RuleType.CHOICE:
        return row.labels[answer] if answer < len(row.labels) else ""
    return f"{answer}%" if row.rule.type is RuleType.RATIO else str(answer)
