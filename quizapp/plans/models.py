"""Tables of a campaign's plan: tasks, what people said about them, liaison officers, the leading group, papers."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, undefer

from quizapp.db import Base, BigId, Json, body, intpk, line, moment, short


class PlanTask(Base):
    """Something that units have to do by a day (计划任务). Taken off the plan, it stays with what was said about it."""

    __tablename__ = "plan_task"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    #: Whose plan it is in: its own task, or one for units below it.
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    #: Heading it stands under, such as 五个一; empty for none.
    heading: Mapped[line] = mapped_column(default="")
    title: Mapped[line]
    #: What is wanted, in a sentence.
    standard: Mapped[line] = mapped_column(default="")
    #: ledger | word | liaison | file: how it is known to be done.
    way: Mapped[short]
    #: Ledger kinds of which one or another counts; only where the ledger knows.
    kinds: Mapped[list[Any]] = mapped_column(Json, default=list)
    #: things (sessions, items, pieces) | attendances.
    counts: Mapped[short] = mapped_column(default="things")
    minimum: Mapped[int] = mapped_column(default=1)
    #: own: the plan's unit itself; each: every unit below it that fits.
    reach: Mapped[short] = mapped_column(default="each")
    #: Levels and kinds of units that it is for; empty = any.
    levels: Mapped[list[Any]] = mapped_column(Json, default=list)
    unit_kinds: Mapped[list[Any]] = mapped_column(Json, default=list)
    due_on: Mapped[date | None]
    #: Who answers for it, in the office's words.
    responsible: Mapped[line] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[moment]
    actor: Mapped[str] = mapped_column(String(60))
    #: When it was taken off the plan.
    ended_at: Mapped[moment | None]

    __table_args__ = (
        CheckConstraint("way IN ('ledger','word','liaison','file')", name="way_known"),
        CheckConstraint("counts IN ('things','attendances')", name="counts_known"),
        CheckConstraint("reach IN ('own','each')", name="reach_known"),
        CheckConstraint("minimum > 0", name="minimum_positive"),
        Index("ix_plan_task_campaign", "campaign_id", "ended_at"),
    )


class PlanWord(Base):
    """What somebody said about a unit's task: done, or not after all. Earlier words stay as its history."""

    __tablename__ = "plan_word"

    id: Mapped[intpk]
    task_id: Mapped[int] = mapped_column(BigId, ForeignKey("plan_task.id"))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    is_done: Mapped[bool]
    #: Where it can be seen; for tasks that the ledger knows, why it is not in the ledger.
    note: Mapped[line] = mapped_column(default="")
    said_at: Mapped[moment]
    actor: Mapped[str] = mapped_column(String(60))
    #: Name that was shown.
    author: Mapped[str] = mapped_column(String(120))
    is_standing: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        Index(
            "uq_plan_word_standing", "task_id", "unit_id", unique=True,
            sqlite_where=text("is_standing = 1"), postgresql_where=text("is_standing"),
        ),
    )  # fmt: skip


class LiaisonOfficer(Base):
    """Who answers for a unit in the campaign (联络员). A change is a new row; the old one ends."""

    __tablename__ = "liaison_officer"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    post: Mapped[line] = mapped_column(default="")
    #: The office's number; the mobile is sealed by the vault and goes with the campaign's contacts.
    office_phone: Mapped[str] = mapped_column(String(40), default="")
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    remarks: Mapped[line] = mapped_column(default="")
    since: Mapped[date]
    #: The day from which it is somebody else, or nobody; None for the present one.
    until: Mapped[date | None]
    noted_at: Mapped[moment]
    actor: Mapped[str] = mapped_column(String(60))
    #: Name and numbers were taken out.
    erased_at: Mapped[moment | None]

    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="until_after_since"),
        Index(
            "uq_liaison_officer_present", "campaign_id", "unit_id", unique=True,
            sqlite_where=text("until IS NULL"), postgresql_where=text("until IS NULL"),
        ),
    )  # fmt: skip


class GroupMember(Base):
    """One line of a unit's leading group (领导小组)."""

    __tablename__ = "leading_group_member"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    #: head | deputy | member
    role: Mapped[short]
    name: Mapped[str] = mapped_column(String(80))
    post: Mapped[line] = mapped_column(default="")
    #: What he answers for in the group.
    duty: Mapped[line] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        CheckConstraint("role IN ('head','deputy','member')", name="role_known"),
        Index("ix_leading_group_member_campaign", "campaign_id", "unit_id"),
    )


class PlanDocument(Base):
    """A plan or notice that the office writes; what the system knows is put in where the text says so."""

    __tablename__ = "plan_document"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    #: plan | notice
    kind: Mapped[short]
    title: Mapped[line]
    #: File number (文号); empty until it has one.
    number: Mapped[line] = mapped_column(default="")
    #: Whom it is addressed to (主送).
    addressed_to: Mapped[line] = mapped_column(default="")
    body: Mapped[body]
    #: Who signs (落款), and the day below it.
    signed_by: Mapped[line] = mapped_column(default="")
    signed_on: Mapped[date | None]
    #: Grows with each change: the second of two people who edit at once is told.
    revision: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[moment]
    actor: Mapped[str] = mapped_column(String(60))

    __table_args__ = (
        CheckConstraint("kind IN ('plan','notice')", name="kind_known"),
        Index("ix_plan_document_campaign", "campaign_id", "unit_id"),
    )


class PlanFile(Base):
    """A signed plan or notice as a file of the campaign; its bytes go when it is withdrawn."""

    __tablename__ = "plan_file"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    title: Mapped[line]
    filename: Mapped[line]
    #: pdf | docx | webp: as recognised from the bytes, never as sent.
    ending: Mapped[short]
    #: Bytes.
    size: Mapped[int]
    #: SHA-256 of the file as it came: the same file again is the same file.
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    uploaded_at: Mapped[moment]
    actor: Mapped[str] = mapped_column(String(60))
    withdrawn_at: Mapped[moment | None]
    withdrawn_reason: Mapped[line] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("campaign_id", "unit_id", "digest", name="uq_plan_file_once"),
        CheckConstraint("withdrawn_at IS NULL OR withdrawn_reason <> ''", name="withdrawal_has_reason"),
    )


WITH_CONTENT = undefer(PlanFile.content)
