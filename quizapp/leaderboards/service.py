"""Opening and closing boards, and saying how units are compared. All are closed until an organizer opens them."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.contests import ContestRow, read_contest
from quizapp.db import first_row, upsert
from quizapp.errors import Conflict, Invalid
from quizapp.kit.i18n import N_
from quizapp.leaderboards.models import BoardFreeze, ContestBoard
from quizapp.leaderboards.rules import BoardSettings, Formula
from quizapp.units import unit_kinds

_TABLE = cast(Table, ContestBoard.__table__)
_OF_CONTEST = select(_TABLE).where(_TABLE.c.contest_id == bindparam("wanted"))
_NAMES = tuple(each.name for each in fields(BoardSettings))
#: What a board that was recounted for its freeze hour rests on.
_FROZEN_BY = ("people_limit", "mark_percent", "ranked_kind", "has_brackets", "freeze_at")


def read_settings(session: Session, contest_id: int) -> BoardSettings:
    """The settings that stand; defaults, with everything closed, where nobody has decided. One statement."""
    row = first_row(session, _OF_CONTEST, {"wanted": contest_id})
    if row is None:
        return BoardSettings()
    values: dict[str, Any] = {name: getattr(row, name) for name in _NAMES}
    return BoardSettings(**values | {"formula": Formula(row.formula)})


def save_settings(
    session: Session, contest_id: int, settings: BoardSettings, *, actor: Actor, now: datetime
) -> tuple[ContestRow, BoardSettings, BoardSettings]:
    """The contest, the settings before and those that stand now. Raises `Invalid` with the field.

    A freeze hour lies in the future when it is set; once it has passed it is lifted by publishing, not moved.
    """
    contest = read_contest(session, contest_id, Permission.EDIT_CONTESTS, actor)
    if contest.published_at is None:
        raise Conflict(N_("竞赛还没有发布，先发布再公开排行"))
    before = read_settings(session, contest_id)
    _check(settings)
    after = replace(settings, published_at=before.published_at)
    if after.freeze_at != before.freeze_at:
        _check_freeze(before, after, now)
        after = replace(after, published_at=None)
    _store(session, contest_id, after)
    if any(getattr(before, name) != getattr(after, name) for name in _FROZEN_BY):
        session.execute(delete(BoardFreeze).where(BoardFreeze.contest_id == contest_id))
    return contest, before, after


def publish_results(session: Session, contest_id: int, *, actor: Actor, now: datetime) -> ContestRow:
    """End the freeze: from now on public boards show how things stand. Raises `Conflict` where nothing is frozen."""
    contest = read_contest(session, contest_id, Permission.EDIT_CONTESTS, actor)
    settings = read_settings(session, contest_id)
    if not settings.is_frozen(now):
        raise Conflict(N_("现在没有封榜，排行榜显示的就是最新结果"))
    _store(session, contest_id, replace(settings, published_at=now))
    return contest


def _store(session: Session, contest_id: int, settings: BoardSettings) -> None:
    values = {name: getattr(settings, name) for name in _NAMES} | {"formula": settings.formula.value}
    upsert(session, _TABLE, values | {"contest_id": contest_id}, unique=("contest_id",), change=_NAMES)


def _check(settings: BoardSettings) -> None:
    for name, low, high in (
        ("people_limit", 3, 200), ("units_limit", 3, 200), ("min_people", 3, 1000), ("mark_percent", 1, 100),
        ("points_high", 0, 100), ("points_low", 0, 100),
    ):  # fmt: skip
        if not low <= getattr(settings, name) <= high:
            raise Invalid(N_("请填 %(low)d 到 %(high)d 之间的整数"), field=name, low=low, high=high)
    if settings.points_low > settings.points_high:
        raise Invalid(N_("达到分数线的分不能比没达到的少"), field="points_high")
    if settings.ranked_kind and settings.ranked_kind not in unit_kinds():
        raise Invalid(N_("没有这一类单位，请重新选择"), field="ranked_kind")


def _check_freeze(before: BoardSettings, after: BoardSettings, now: datetime) -> None:
    if before.is_frozen(now):
        raise Invalid(N_("已经封榜，不能再改封榜时刻；要恢复显示，请公布结果"), field="freeze_at")
    if after.freeze_at is not None and after.freeze_at <= now:
        raise Invalid(N_("封榜时刻要晚于现在"), field="freeze_at")
