"""A contest with people who passed and failed, and its certificate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts import SYSTEM
from quizapp.certificates import (
    Certificate,
    CertificateRow,
    CertificateTemplate,
    TemplateSettings,
    issue,
    my_certificate,
    open_offer,
    save_template,
)
from quizapp.contests import Attempt, Contest, find_contest, void_attempt
from quizapp.db import Store
from quizapp.people import rename_person
from tests.prizes.makers import take_part
from tests.support.cast import Cast
from tests.support.clock import FakeClock

SETTINGS = TemplateSettings(
    title="荣誉证书",
    text="{姓名} 同志：\n您在“{竞赛名称}”中得 {成绩} 分，特发此证。",
    issuers="东明镇安全生产委员会办公室",
)


def make_template(session: Session, contest_id: int, now: datetime, **changes: Any) -> CertificateTemplate:
    """A certificate that is on."""
    settings = replace(SETTINGS, **changes)
    made = save_template(session, settings, contest_id=contest_id, actor=SYSTEM, now=now)
    open_offer(session, contest_id, actor=SYSTEM, now=now)
    return made


def take_back(session: Session, person_id: int, now: datetime) -> None:
    """The person's latest paper is voided."""
    paper = select(Attempt.id).where(Attempt.person_id == person_id).order_by(Attempt.id.desc()).limit(1)
    void_attempt(session, session.scalars(paper).one(), reason="代答", actor=SYSTEM, now=now)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A contest of 东明镇 with certificates; each deed is one transaction."""

    store: Store
    clock: FakeClock
    cast: Cast
    contest_id: int
    code: str

    def person(self, number: int, *, right: int = 10, unit_id: int = 0, name: str = "") -> int:
        """Somebody hands in a paper with so many right answers of ten; again for another try."""
        with self.store.write() as session:
            contest = session.get_one(Contest, self.contest_id)
            made = take_part(session, contest, unit_id or self.cast.hongxing.id, self.clock(), number, right=right)
            if name:
                rename_person(session, made.id, name)
            return made.id

    def write(self, **changes: Any) -> CertificateTemplate:
        """The next version."""
        with self.store.write() as session:
            return make_template(session, self.contest_id, self.clock(), **changes)

    def issue(self, person_id: int | None = None) -> int:
        """One step of issuing."""
        with self.store.write() as session:
            contest = find_contest(session, self.code)
            return issue(session, contest, now=self.clock(), person_id=person_id)

    def mine(self, person_id: int) -> CertificateRow | None:
        """The person's certificate."""
        with self.store.read() as session:
            return my_certificate(session, self.contest_id, person_id)

    def take_back(self, person_id: int) -> None:
        """The person's latest paper is voided."""
        with self.store.write() as session:
            take_back(session, person_id, self.clock())

    def all(self) -> list[Certificate]:
        """Every row."""
        with self.store.read() as session:
            return list(session.scalars(select(Certificate).order_by(Certificate.id)))


MakeScene = Callable[..., Scene]
