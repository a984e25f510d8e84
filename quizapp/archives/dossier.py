"""Everything the house knows about one session, read in one snapshot: what the archive's documents are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.activities import (
    ActivityKind,
    SessionFacts,
    SessionRecord,
    get_kind,
    joint_hosts_of,
    load_facts,
    mark_of,
    standing_record,
)
from quizapp.campaigns import Campaign, get_campaign
from quizapp.checkins import Arrival, DoorFigures, Headcount, door_figures, list_arrivals, list_headcounts
from quizapp.drills import Board, Drill, Moment, drill_of_session, read_board, read_timeline
from quizapp.errors import NotFound
from quizapp.evaluations import (
    EvaluationView,
    ListedImprovement,
    figures_of,
    improvements_of_session,
    list_evaluations,
)
from quizapp.kit.clock import local_date
from quizapp.ledger import LedgerEntry, Sum, latest_head, latest_position
from quizapp.photos import KeptPhoto, Subject, list_photos
from quizapp.sign_sheets import PrintedSheet, SheetReturn, list_sheets, returns_of
from quizapp.statistics import FedCell, Form, fed_cells, find_form


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One session. ``board`` and ``moments`` only where a drill's alarm sounded."""

    facts: SessionFacts
    kind: ActivityKind
    campaign: Campaign
    #: Names of units that held it together.
    joint: Sequence[str]
    drill: Drill | None
    board: Board | None
    moments: Sequence[Moment]
    #: See `quizapp.evaluations.figures_of`.
    figures: Mapping[str, Any]
    #: The word that keeps it from being mistaken (演练, a message id); empty for whatever nobody could mistake.
    mark: str
    door: DoorFigures
    arrivals: Sequence[Arrival]
    crowds: Sequence[tuple[Headcount, str]]
    record: SessionRecord | None
    evaluations: Sequence[EvaluationView]
    improvements: Sequence[ListedImprovement]
    photos: Sequence[KeptPhoto]
    sheet_photos: Sequence[KeptPhoto]
    proofs: Sequence[KeptPhoto]
    sheets: Sequence[PrintedSheet]
    returns: Mapping[int, Sequence[SheetReturn]]
    #: The form that the campaign reports by, and the blanks that this session feeds; None without a form.
    form: Form | None
    cells: Sequence[FedCell]
    position: int
    sealed_to: int
    head: str
    now: datetime

    @property
    def is_drill(self) -> bool:
        """Whether it is of a drill kind, with or without a board."""
        return bool(self.kind.drill)

    @property
    def is_training(self) -> bool:
        """Whether it is of a training kind."""
        return self.kind.group == "training"

    @property
    def today(self) -> date:
        """The day of making, in the campaign's zone."""
        return local_date(self.now, self.facts.time_zone)


def read_dossier(session: Session, session_id: int, *, forms: Path | None, now: datetime) -> Dossier:
    """The session as it stands. Raises `NotFound`. A fixed number of statements."""
    facts = load_facts(session, session_id)
    drill = drill_of_session(session, session_id)
    board = read_board(session, drill, facts) if drill is not None and drill.alarm_at is not None else None
    campaign = get_campaign(session, facts.campaign_id)
    form, sheets, sealed = _form(session, campaign, forms), list_sheets(session, session_id), latest_head(session)
    today = local_date(now, facts.time_zone)
    return Dossier(
        facts=facts, kind=get_kind(facts.kind), campaign=campaign, drill=drill, board=board,
        joint=[unit.name for unit in joint_hosts_of(session, session_id)] if facts.has_joint_hosts else [],
        moments=read_timeline(board) if board is not None else [], figures=figures_of(session, facts, drill),
        mark=mark_of(session, facts), door=door_figures(session, session_id),
        arrivals=list_arrivals(session, session_id),
        crowds=[each for each in list_headcounts(session, session_id) if each[0].undone_at is None],
        record=standing_record(session, session_id), evaluations=list_evaluations(session, session_id),
        improvements=improvements_of_session(session, session_id, today=today),
        photos=list_photos(session, facts, Subject.SITE), sheet_photos=list_photos(session, facts, Subject.SHEET),
        proofs=list_photos(session, facts, Subject.PROOF), sheets=sheets,
        returns=returns_of(session, [sheet.id for sheet in sheets]), form=form,
        cells=fed_cells(form, _sums(session, session_id)) if form is not None else [],
        position=latest_position(session), sealed_to=sealed[0], head=sealed[1], now=now,
    )  # fmt: skip


def _form(session: Session, campaign: Campaign, folder: Path | None) -> Form | None:
    """The form that the level above expects; a form that is gone leaves the cells out, not the archive."""
    try:
        return find_form(session, campaign, campaign.form_key, folder) if campaign.form_key else None
    except NotFound:
        return None


def _sums(session: Session, session_id: int) -> list[Sum]:
    """What stands in the ledger for this session, corrections taken off, by kind, measure and tags."""
    found: dict[tuple[str, str, str], tuple[int, int]] = {}
    columns = (
        LedgerEntry.kind,
        LedgerEntry.measure,
        LedgerEntry.tags,
        LedgerEntry.quantity,
        LedgerEntry.is_approximate,
    )
    for kind, measure, tags, quantity, approximate in session.execute(
        select(*columns).where(LedgerEntry.session_id == session_id)
    ):
        total, floors = found.get((kind, measure, tags), (0, 0))
        sign = 1 if quantity > 0 else -1
        found[kind, measure, tags] = total + quantity, floors + (sign if approximate else 0)
    return [
        Sum(kind=kind, measure=measure, tags=tags, quantity=total, approximate=floors)
        for (kind, measure, tags), (total, floors) in found.items()
    ]
