"""Tables of drills: what the drill is, who is expected where, and every word said about it while it runs."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, body, intpk, line, moment, short
from quizapp.db.grants import only_added


class Drill(Base):
    """The drill (演练) behind one session of a drill kind. What counts stays with the session and its check-ins."""

    __tablename__ = "drill"

    id: Mapped[intpk]
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("activity_session.id"), unique=True)
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"), index=True)
    #: Keys in drills/facts.toml.
    content: Mapped[short]
    form: Mapped[short]
    purpose: Mapped[short]
    #: False when people were not told before (双盲, 突发式).
    is_announced: Mapped[bool] = mapped_column(default=True)
    #: Whether it follows a script (有脚本).
    is_scripted: Mapped[bool] = mapped_column(default=False)
    #: Name of the emergency plan that is drilled.
    plan_name: Mapped[line] = mapped_column(default="")
    scenario: Mapped[body] = mapped_column(default="")
    commander: Mapped[line] = mapped_column(default="")
    #: drill | test | real: what the present run is taken for.
    nature: Mapped[str] = mapped_column(String(8), default="drill")
    #: Runs are told apart by number: a test run leaves the next one an empty board.
    run: Mapped[int] = mapped_column(default=1)
    #: Of the present run; the events say who pressed and how it is known.
    alarm_at: Mapped[moment | None]
    all_clear_at: Mapped[moment | None]
    #: Grows with each change of points, zones or lists: screens notice.
    plan_round: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[moment]
    created_by: Mapped[str] = mapped_column(String(60))

    __table_args__ = (
        CheckConstraint("nature IN ('drill','test','real')", name="nature_known"),
        CheckConstraint("run >= 1", name="run_positive"),
        CheckConstraint("all_clear_at IS NULL OR alarm_at IS NOT NULL", name="cleared_was_alarmed"),
    )


class DrillPoint(Base):
    """An assembly point (集合点). A check-in through the session's gate of the same name is an arrival here."""

    __tablename__ = "drill_point"

    id: Mapped[intpk]
    drill_id: Mapped[int] = mapped_column(BigId, ForeignKey("drill.id"))
    name: Mapped[short]
    position: Mapped[int]

    __table_args__ = (UniqueConstraint("drill_id", "name", name="uq_drill_point_name"),)


class DrillZone(Base):
    """A part of the place (疏散区域): building, floor, class, group. A tree; people are expected in any node."""

    __tablename__ = "drill_zone"

    id: Mapped[intpk]
    drill_id: Mapped[int] = mapped_column(BigId, ForeignKey("drill.id"))
    parent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("drill_zone.id"))
    name: Mapped[short]
    #: Names from the top, ``/`` between them: what a line of the plan calls it.
    path: Mapped[line]
    position: Mapped[int]
    #: Where its people assemble; None = as the zone above, or anywhere.
    point_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("drill_point.id"))
    #: People expected without names; None where the list says who.
    expected: Mapped[int | None]
    warden: Mapped[line] = mapped_column(default="")
    #: Unit, and department or class, whose people are listed here.
    unit_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("unit.id"))
    department: Mapped[line] = mapped_column(default="")
    #: Set when the plan lists it no more; what was marked in it stays.
    dropped_at: Mapped[moment | None]

    __table_args__ = (
        UniqueConstraint("drill_id", "path", name="uq_drill_zone_path"),
        CheckConstraint("expected IS NULL OR expected >= 0", name="expected_not_negative"),
    )


class DrillExpected(Base):
    """A person expected (应到): a roster line, or a participant who is on none. The name is read where it lives."""

    __tablename__ = "drill_expected"

    id: Mapped[intpk]
    drill_id: Mapped[int] = mapped_column(BigId, ForeignKey("drill.id"))
    zone_id: Mapped[int] = mapped_column(BigId, ForeignKey("drill_zone.id"), index=True)
    #: No foreign key: a line may be taken off the roster with its person.
    roster_entry_id: Mapped[int | None] = mapped_column(BigId)
    person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    #: Order on the zone's list.
    position: Mapped[int]

    __table_args__ = (
        UniqueConstraint("drill_id", "roster_entry_id", name="uq_drill_expected_roster"),
        UniqueConstraint("drill_id", "person_id", name="uq_drill_expected_person"),
        CheckConstraint("roster_entry_id IS NOT NULL OR person_id IS NOT NULL", name="expected_is_somebody"),
    )


class DrillEvent(Base):
    """One word said while the drill runs: a mark, a count, the alarm, all clear. Only ever added."""

    __tablename__ = "drill_event"

    id: Mapped[intpk]
    drill_id: Mapped[int] = mapped_column(BigId, ForeignKey("drill.id"))
    run: Mapped[int]
    #: Random name of the form sent; sent again it is the same event.
    nonce: Mapped[str] = mapped_column(String(80))
    #: What was sent: the same nonce with other content is refused.
    payload_hash: Mapped[str] = mapped_column(String(64))
    #: mark | clear | count | clear_count | alarm | counted | all_clear | reopened | real | drill | end_test
    kind: Mapped[str] = mapped_column(String(12))
    expected_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("drill_expected.id"), index=True)
    zone_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("drill_zone.id"))
    point_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("drill_point.id"))
    #: For marks: arrived | missing | needs_help | exempt | expected.
    state: Mapped[short] = mapped_column(default="")
    #: For counts: how many are there by now, not how many more.
    people: Mapped[int | None]
    #: When it happened; when the server stored it.
    at: Mapped[moment]
    recorded_at: Mapped[moment]
    #: manual (somebody said so) | clock (the server's clock at a button)
    source: Mapped[str] = mapped_column(String(8))
    #: ``staff:3`` or ``warden:7``.
    actor: Mapped[str] = mapped_column(String(60))
    reason: Mapped[line] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("drill_id", "nonce", name="uq_drill_event_nonce"),
        CheckConstraint("source IN ('manual','clock')", name="source_known"),
        CheckConstraint("kind <> 'clear' OR reason <> ''", name="clear_has_reason"),
        CheckConstraint("people IS NULL OR people >= 0", name="people_not_negative"),
        Index("ix_drill_event_run", "drill_id", "run"),
        only_added("reason"),
    )


class DrillWarden(Base):
    """A warden's link (疏导员链接) to one zone's list. The link is computed from id, serial and the installation's key."""

    __tablename__ = "drill_warden"

    id: Mapped[intpk]
    drill_id: Mapped[int] = mapped_column(BigId, ForeignKey("drill.id"))
    zone_id: Mapped[int] = mapped_column(BigId, ForeignKey("drill_zone.id"), unique=True)
    #: Grows when the link is made anew; older links open nothing.
    serial: Mapped[int] = mapped_column(default=1)
    expires_at: Mapped[moment]
    revoked_at: Mapped[moment | None]


class DrillRule(Base):
    """How often a unit must drill, where the organizer knows better than the rules by kind (演练周期)."""

    __tablename__ = "drill_rule"

    id: Mapped[intpk]
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), unique=True)
    #: Key in drills/due_rules.toml; empty for an interval of one's own.
    rule_key: Mapped[short] = mapped_column(default="")
    #: Months from one drill to the next; None with a rule's key, 0 = no fixed interval.
    months: Mapped[int | None]
    basis: Mapped[line] = mapped_column(default="")
    #: Last drill before this site was used; None when unknown.
    last_before: Mapped[date | None]
    changed_at: Mapped[moment]
    changed_by: Mapped[str] = mapped_column(String(60))

    __table_args__ = (
        CheckConstraint("(rule_key <> '') = (months IS NULL)", name="rule_or_months"),
        CheckConstraint("months IS NULL OR (months >= 0 AND months <= 120)", name="months_in_reason"),
    )
