"""Tables of filings: when which units report, what they filed, what was said about it, who was reminded."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, Json, body, intpk, line, moment, short


class FilingCalendar(Base):
    """When the units of a campaign report on a form. Without one nothing is filed: it is off by default."""

    __tablename__ = "filing_calendar"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    form_key: Mapped[short]
    is_on: Mapped[bool] = mapped_column(default=False)
    #: Whether each week is reported; False = the cumulative form alone.
    is_weekly: Mapped[bool] = mapped_column(default=True)
    #: 0 = Monday … 6 = Sunday: the last day of a week, and minutes after midnight until which it is filed in time.
    closes_on: Mapped[int] = mapped_column(default=2)
    closes_at: Mapped[int] = mapped_column(default=18 * 60)
    #: A day of the first and of the last week that is reported.
    first_day: Mapped[date]
    last_day: Mapped[date]
    #: Until when the cumulative form is filed; None = no cumulative form is asked for.
    final_at: Mapped[moment | None]
    #: all = every active unit of the campaign; levels = those of ``levels``; chosen = those in `FilingDuty`.
    duty: Mapped[str] = mapped_column(String(16), default="all")
    #: Keys of units/kinds.toml.
    levels: Mapped[list[Any]] = mapped_column(Json, default=list)
    allows_nil: Mapped[bool] = mapped_column(default=True)
    #: Hours before the end of a window at which those who have not filed are reminded, once; 0 = never.
    remind_hours: Mapped[int] = mapped_column(default=24)

    __table_args__ = (
        UniqueConstraint("campaign_id", "form_key"),
        CheckConstraint("closes_on BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("closes_at BETWEEN 0 AND 1439", name="minute_of_day"),
        CheckConstraint("last_day >= first_day", name="ends_after_start"),
        CheckConstraint("duty IN ('all','levels','chosen')", name="duty_known"),
        CheckConstraint("remind_hours >= 0", name="remind_hours_not_negative"),
    )


class FilingDuty(Base):
    """A unit that was chosen to report."""

    __tablename__ = "filing_duty"

    calendar_id: Mapped[int] = mapped_column(BigId, ForeignKey("filing_calendar.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), primary_key=True, index=True)


class FiledForm(Base):
    """A form as it was when something was filed on it: its file may change, what was filed does not."""

    __tablename__ = "filed_form"

    #: SHA-256 of the content.
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    form_key: Mapped[short]
    version: Mapped[int]
    #: The form as JSON.
    content: Mapped[body]


class Filing(Base):
    """A report as it was handed in: every cell with its figure, its origin and its author, for ever.

    Being returned makes room for another ``round``, an amendment for another ``version``; rows themselves keep what
    they hold, only ``state`` and the two flags move.
    """

    __tablename__ = "filing"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    form_key: Mapped[short]
    form_hash: Mapped[str] = mapped_column(String(64), ForeignKey("filed_form.hash"))
    #: ``cumulative`` or ``week:2026-06-10``.
    period_key: Mapped[short]
    #: Last day of a week; None for the cumulative form.
    last_day: Mapped[date | None]
    version: Mapped[int]
    round: Mapped[int]
    #: submitted | returned | accepted | frozen
    state: Mapped[str] = mapped_column(String(16))
    #: 零报告: nothing to report.
    is_nil: Mapped[bool] = mapped_column(default=False)
    is_late: Mapped[bool] = mapped_column(default=False)
    #: The newest of its sheet.
    is_latest: Mapped[bool] = mapped_column(default=True)
    #: The newest of its sheet that was not returned: what counts.
    is_standing: Mapped[bool] = mapped_column(default=True)
    filed_at: Mapped[moment]
    staff_id: Mapped[int | None] = mapped_column(BigId)
    author: Mapped[str] = mapped_column(String(120))
    #: Ledger position that the figures cover, and the hash of the chain up to it.
    position: Mapped[int] = mapped_column(BigId)
    head: Mapped[str] = mapped_column(String(64))
    #: Why it was amended; empty for the first version.
    reason: Mapped[line] = mapped_column(default="")
    #: For a week: field -> the ledger's figure of everything until the week's end, at ``position``.
    until: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    #: `quizapp.filings.snapshot.Snapshot` as JSON; large, so that whoever reads it says so.
    content: Mapped[body] = mapped_column(deferred=True, deferred_raiseload=True)
    #: HMAC over everything that must not change.
    digest: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        UniqueConstraint("campaign_id", "form_key", "period_key", "unit_id", "version", "round", name="uq_filing_once"),
        CheckConstraint("state IN ('submitted','returned','accepted','frozen')", name="state_known"),
        CheckConstraint("NOT is_standing OR state <> 'returned'", name="returned_does_not_stand"),
        Index(
            "uq_filing_latest", "campaign_id", "form_key", "period_key", "unit_id", unique=True,
            sqlite_where=text("is_latest = 1"), postgresql_where=text("is_latest"),
        ),
        Index(
            "uq_filing_standing", "campaign_id", "form_key", "period_key", "unit_id", unique=True,
            sqlite_where=text("is_standing = 1"), postgresql_where=text("is_standing"),
        ),
        Index("ix_filing_unit_week", "unit_id", "campaign_id", "form_key", "last_day"),
    )  # fmt: skip


class FilingAmount(Base):
    """By how much a filed weekly figure differs from the ledger, because somebody typed it: it goes into the total."""

    __tablename__ = "filing_amount"

    filing_id: Mapped[int] = mapped_column(BigId, ForeignKey("filing.id"), primary_key=True)
    field_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    amount: Mapped[int] = mapped_column(BigId)
    #: Whether the unit itself typed the figure, so that it covers whatever units below say.
    is_own: Mapped[bool] = mapped_column(default=False)


class FilingSeen(Base):
    """What a filed weekly figure holds of a unit below that typed it: what that unit files later takes its place."""

    __tablename__ = "filing_seen"

    filing_id: Mapped[int] = mapped_column(BigId, ForeignKey("filing.id"), primary_key=True)
    field_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), primary_key=True)
    amount: Mapped[int] = mapped_column(BigId)


class FilingEvent(Base):
    """What happened to a filing: handed in, returned, accepted, frozen."""

    __tablename__ = "filing_event"

    id: Mapped[intpk]
    filing_id: Mapped[int] = mapped_column(BigId, ForeignKey("filing.id"), index=True)
    #: submitted | returned | accepted | frozen
    action: Mapped[str] = mapped_column(String(16))
    at: Mapped[moment]
    staff_id: Mapped[int | None] = mapped_column(BigId)
    author: Mapped[str] = mapped_column(String(120))
    remark: Mapped[line] = mapped_column(default="")


class FilingReminder(Base):
    """The outbox of reminders: one a window, unit and kind, whatever runs twice."""

    __tablename__ = "filing_reminder"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    form_key: Mapped[short]
    period_key: Mapped[short]
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    #: due = by itself, before the window ends; asked = by somebody of the level above.
    kind: Mapped[str] = mapped_column(String(16))
    due_at: Mapped[moment]
    made_at: Mapped[moment]
    #: Who asked; empty when it came by itself.
    author: Mapped[str] = mapped_column(String(120), default="")
    #: When the mail went out; ``mail_after`` None = none is (any more) to be sent.
    mailed_at: Mapped[moment | None]
    mail_after: Mapped[moment | None]
    mail_tries: Mapped[int] = mapped_column(default=0)
    mail_error: Mapped[line] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("campaign_id", "form_key", "period_key", "unit_id", "kind", name="uq_filing_reminder_once"),
        CheckConstraint("kind IN ('due','asked')", name="kind_known"),
        Index("ix_filing_reminder_mail", "mail_after"),
    )


class FilingMail(Base):
    """Where a unit's office wants its reminders sent: an address of the office, not of a person."""

    __tablename__ = "filing_mail"

    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), primary_key=True)
    address: Mapped[str] = mapped_column(String(254))
