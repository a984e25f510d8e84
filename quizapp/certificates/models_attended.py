"""Tables of certificates of attendance. As with those of contests, a certificate holds no name."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, body, intpk, line, moment, short


class AttendedTemplate(Base):
    """One version of a session's certificate: wording, rule, look. Never changed: a change is the next version."""

    __tablename__ = "attended_template"

    id: Mapped[intpk]
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("activity_session.id"))
    #: 1-based; the highest one is what is issued from now on.
    version: Mapped[int]
    #: 培训合格证明
    title: Mapped[line]
    #: Paragraphs with named places such as {姓名}.
    text: Mapped[body]
    #: Issuing units, one a line.
    issuers: Mapped[body]
    #: Whether every day of a session over several days is asked for.
    needs_every_day: Mapped[bool]
    #: The session's shortest stay when this was written or issued: a later change takes no certificate back.
    min_stay_min: Mapped[int]
    #: Days that this asks for: those that the session had, or one.
    days: Mapped[int]
    #: The contest that must be passed; None = coming is enough.
    contest_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("contest.id"), index=True)
    #: classic | plain | modern
    design: Mapped[short]
    is_landscape: Mapped[bool]
    has_seal_box: Mapped[bool]
    #: Language of the fixed words: zh_Hans | zh_Hant | en
    language: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[moment]
    created_by: Mapped[str] = mapped_column(String(60))

    __table_args__ = (
        UniqueConstraint("session_id", "version", name="uq_attended_template_version"),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("min_stay_min >= 0", name="min_stay_not_negative"),
        CheckConstraint("days > 0", name="days_positive"),
        CheckConstraint("design IN ('classic','plain','modern')", name="design_known"),
    )


class AttendedCertificate(Base):
    """A certificate that somebody attended a session (参加证明), made when the organizer issued them."""

    __tablename__ = "attended_certificate"

    id: Mapped[intpk]
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("activity_session.id"))
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    #: The version it was issued with, for ever: its rule decides whether it still stands.
    template_id: Mapped[int] = mapped_column(BigId, ForeignKey("attended_template.id"), index=True)
    #: As a contest's certificate has them: the printed number, the name of its files.
    number: Mapped[short] = mapped_column(unique=True)
    token: Mapped[short] = mapped_column(unique=True)
    #: As they were when it was issued.
    unit_name: Mapped[line]
    session_title: Mapped[line]
    #: First day of the session, in the campaign's time zone.
    held_on: Mapped[date]
    #: Class hours in tenths.
    tenth_hours: Mapped[int]
    issued_at: Mapped[moment]
    issued_by: Mapped[str] = mapped_column(String(60))

    __table_args__ = (UniqueConstraint("session_id", "person_id", name="uq_attended_certificate_person"),)
