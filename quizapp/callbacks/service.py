"""Planning a sample, drawing it once, and reading it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from quizapp.callbacks.models import CallSample, SampledPerson
from quizapp.callbacks.pool import Target, read_pool
from quizapp.callbacks.rules import choose, commitment_of, pool_hash
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.vault import Vault
from quizapp.people import PHONE_PURPOSE, Person
from quizapp.units import Unit

#: One in a hundred.
PER_MILLE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSample:
    """What the sample is about. Without a form it is everybody of the campaign."""

    campaign_id: int
    unit_id: int
    title: str
    period_key: str
    position: int
    nonce: str
    form_key: str = ""
    field_key: str = ""
    per_mille: int = PER_MILLE


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleLine:
    """One person of the list. Name and phone are empty once the person is gone; the phone unless it was asked for."""

    id: int
    number: int
    person_id: int | None
    name: str
    unit_name: str
    has_phone: bool
    phone: str
    outcome: str
    note: str


def plan_sample(session: Session, new: NewSample, *, actor: str, now: datetime, rng: Random) -> CallSample:
    """The sample with its seed fixed and nobody drawn yet; the same form sent twice meets the first."""
    known = session.scalar(select(CallSample).where(CallSample.nonce == new.nonce))
    if known is not None:
        return known
    seed = rng.randbytes(32).hex()
    made = CallSample(
        campaign_id=new.campaign_id, unit_id=new.unit_id, title=new.title[:300], form_key=new.form_key,
        field_key=new.field_key, period_key=new.period_key, position=new.position, per_mille=new.per_mille, seed=seed,
        seed_commitment=commitment_of(seed), planned_at=now, planned_by=actor, nonce=new.nonce,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def get_sample(session: Session, sample_id: int) -> CallSample:
    """The sample. Raises `NotFound`."""
    found = session.get(CallSample, sample_id)
    if found is None:
        raise NotFound(N_("没有这次抽查"))
    return found


def list_samples(session: Session, campaign_id: int, unit_ids: Collection[int]) -> list[CallSample]:
    """Samples of these units, newest first. One statement."""
    query = select(CallSample).where(CallSample.campaign_id == campaign_id, CallSample.unit_id.in_(unit_ids))
    return list(session.scalars(query.order_by(CallSample.id.desc())))


def draw_sample(session: Session, sample_id: int, target: Target, *, now: datetime) -> CallSample:
    """The sample, drawn. Raises `Conflict` the second time and `Invalid` when nobody was counted."""
    query = select(CallSample).where(CallSample.id == sample_id).with_for_update()
    sample = session.scalar(query.execution_options(populate_existing=True))
    if sample is None:
        raise NotFound(N_("没有这次抽查"))
    if sample.drawn_at is not None:
        raise Conflict(N_("已经抽过了，名单不能重抽"))
    pool = read_pool(session, target)
    if not pool:
        raise Invalid(N_("这里没有记名的参与者，没有人可以抽：未记名的人群请看活动照片和签到记录"))
    chosen = choose(pool, sample.seed, sample.per_mille)
    sample.pool, sample.pool_hash, sample.drawn_at = len(set().union(*pool.values())), pool_hash(pool), now
    session.flush()
    rows = [
        {"sample_id": sample.id, "person_id": person_id, "unit_id": unit_id, "number": number}
        for number, (unit_id, person_id) in enumerate(chosen, 1)
    ]
    session.execute(insert(SampledPerson), rows)
    return sample


def sample_lines(session: Session, sample_id: int, *, vault: Vault | None = None) -> list[SampleLine]:
    """The list in its order; with ``vault`` (who asks checks the right and notes it) phones are opened. One statement."""
    rows = session.execute(
        select(SampledPerson, Person.name, Person.phone_sealed, Unit.name)
        .join(Unit, Unit.id == SampledPerson.unit_id)
        .outerjoin(Person, Person.id == SampledPerson.person_id)
        .where(SampledPerson.sample_id == sample_id)
        .order_by(SampledPerson.number)
    )
    return [
        SampleLine(
            id=each.id, number=each.number, person_id=each.person_id, name=name or "", unit_name=unit_name,
            has_phone=sealed is not None, phone=vault.open(sealed, purpose=PHONE_PURPOSE) if vault and sealed else "",
            outcome=each.outcome, note=each.note,
        )
        for each, name, sealed, unit_name in rows
    ]  # fmt: skip
