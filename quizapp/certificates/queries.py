"""Reading certificates: one by its number or its files' name, a person's own, the organizer's list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from quizapp.certificates.issuing import is_due, is_earned, qualified, standing_papers
from quizapp.certificates.models import Certificate, CertificateOffer, CertificateTemplate
from quizapp.certificates.rules import NUMBER_LENGTH
from quizapp.contests import Attempt, Contest, ContestResult
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.ids import tidy_short_code
from quizapp.kit.text import fold_key
from quizapp.people import Person
from quizapp.units import Unit, ancestor_ids, names_of, within

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRow:
    """A certificate with what it says. ``name`` is the full one, empty once the person was erased."""

    id: int
    contest_id: int
    contest_code: str
    person_id: int
    number: str
    token: str
    name: str
    unit_name: str
    contest_title: str
    earned_on: date
    issued_at: datetime
    #: Hundredths of a point.
    score: int
    max_score: int
    is_withdrawn: bool
    template: CertificateTemplate


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateCounts:
    """``earned``: people who meet the rule now; ``issued``: certificates that were made, ``withdrawn`` some of them."""

    earned: int
    issued: int
    withdrawn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCount:
    """People with a certificate or a right to one, in a unit and below it."""

    unit_id: int
    name: str
    depth: int
    people: int


def _rows() -> Select[Any]:
    """Withdrawn is what rests on a paper that was taken back, or on a result that no longer meets the rule."""
    standing = standing_papers().add_columns(Attempt.id).where(Attempt.id == Certificate.attempt_id)
    paper, result = aliased(Attempt), aliased(ContestResult)
    holds = standing.correlate(Certificate).exists() & func.coalesce(
        is_earned(result.score, result.max_score, result.passed), false()
    )
    its_result = (
        (result.contest_id == Certificate.contest_id)
        & (result.person_id == Certificate.person_id)
        & (result.attempts > 0)
    )
    columns: tuple[Any, ...] = (
        Certificate.id, Certificate.contest_id, Contest.code.label("contest_code"), Certificate.person_id,
        Certificate.number, Certificate.token, Person.name, Certificate.unit_name, Certificate.contest_title,
        Certificate.earned_on, Certificate.issued_at, func.coalesce(result.score, paper.score).label("score"),
        func.coalesce(result.max_score, paper.max_score).label("max_score"), (~holds).label("is_withdrawn"), Certificate.template_id,
    )  # fmt: skip
    return (
        select(*columns)
        .join(Contest, Contest.id == Certificate.contest_id)
        .join(Person, Person.id == Certificate.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .join(paper, paper.id == Certificate.attempt_id)
        .join(CertificateTemplate, CertificateTemplate.id == Certificate.template_id)
        .outerjoin(result, its_result)
    )


def find_by_number(session: Session, typed: str) -> CertificateRow:
    """The certificate with this number, spaces and dashes aside. Raises `NotFound`."""
    number = tidy_short_code(typed)
    found = _first(session, _rows().where(Certificate.number == number)) if len(number) == NUMBER_LENGTH else None
    if found is None:
        raise NotFound(N_("没有这个编号的证书：请核对编号，一个字符也不能差"))
    return found


def find_by_token(session: Session, token: str) -> CertificateRow:
    """The certificate whose files are named so. Raises `NotFound`, also when it is withdrawn or the name was erased."""
    found = _first(session, _rows().where(Certificate.token == token))
    if found is None:
        raise NotFound(N_("没有这张证书：请从竞赛页面重新打开"))
    if found.is_withdrawn:
        raise NotFound(N_("这张证书已经撤回：它依据的答卷不再计入，请联系主办单位"))
    if not found.name:
        raise NotFound(N_("姓名已按本人要求删除，不再提供证书文件；编号仍可核验"))
    return found


def my_certificate(session: Session, contest_id: int, person_id: int) -> CertificateRow | None:
    """The person's certificate of this contest; None before it is issued."""
    mine = (Certificate.contest_id == contest_id, Certificate.person_id == person_id)
    return _first(session, _rows().where(*mine))


def my_offers(session: Session, campaign_id: int, person_id: int) -> list[tuple[str, str, bool]]:
    """(contest code, certificate's title with the contest's, whether it was fetched) of what this person may have.

    One statement where the campaign offers none, and up to two for each contest that does.
    """
    offers = session.execute(
        select(Contest.id, Contest.code, Contest.title, CertificateTemplate.title.label("name"))
        .join(CertificateOffer, CertificateOffer.contest_id == Contest.id)
        .join(CertificateTemplate, CertificateTemplate.id == CertificateOffer.template_id)
        .where(Contest.campaign_id == campaign_id, Contest.published_at.is_not(None))
        .order_by(Contest.id)
    ).all()
    found = []
    for offer in offers:
        mine = my_certificate(session, offer.id, person_id)
        has_it = mine is not None and not mine.is_withdrawn
        if has_it or is_due(session, offer.id, person_id):
            found.append((offer.code, f"{offer.name} · {offer.title}", has_it))
    return found


def offered(session: Session, contest_id: int) -> CertificateOffer | None:
    """What the contest offers; None when nobody ever wrote a certificate for it. One statement."""
    return session.get(CertificateOffer, contest_id)


def count_certificates(session: Session, contest_id: int) -> CertificateCounts:
    """Figures for the organizer. Two statements."""
    earned = session.scalar(select(func.count()).select_from(qualified(contest_id).subquery()))
    issued = _rows().where(Certificate.contest_id == contest_id).subquery()
    counts = session.execute(select(issued.c.is_withdrawn, func.count()).group_by(issued.c.is_withdrawn)).all()
    by_state = {bool(state): count for state, count in counts}
    return CertificateCounts(earned=earned or 0, issued=sum(by_state.values()), withdrawn=by_state.get(True, 0))


def list_certificates(
    session: Session, contest_id: int, *, search: str = "", with_names: bool = False, page: int = 1
) -> tuple[list[CertificateRow], int]:
    """(rows of the page, how many in all), newest first. Names are searched only ``with_names``. Three statements."""
    query = _rows().where(Certificate.contest_id == contest_id, *_found(search, with_names=with_names))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    query = query.order_by(Certificate.issued_at.desc(), Certificate.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
    return list(_read(session, query)), total


def stream_certificates(
    session: Session, contest_id: int, *, path: str = "", only_standing: bool = True
) -> Iterator[CertificateRow]:
    """Certificates unit by unit and then by name, read as they are used.

    ``only_standing`` leaves out what is withdrawn, and people who were erased. ``path`` narrows it to one unit and
    those below it.
    """
    query = _rows().where(Certificate.contest_id == contest_id, *([within(path)] if path else []))
    if only_standing:
        query = query.where(Person.erased_at.is_(None))
    query = query.order_by(Unit.path, Person.pinyin, Certificate.id)
    yield from (row for row in _read(session, query, chunk=200) if not (only_standing and row.is_withdrawn))


def list_units(session: Session, contest_id: int) -> list[UnitCount]:
    """Units that have somebody with a certificate or a right to one, and those above them, as a tree. Two statements."""
    people = qualified(contest_id).subquery()
    rows = session.execute(
        select(Unit.path, func.count()).join(people, people.c.unit_id == Unit.id).group_by(Unit.path)
    ).all()
    counts: dict[str, int] = {}
    for path, number in rows:
        steps = path.strip("/").split("/")
        for depth in range(1, len(steps) + 1):
            above = f"/{'/'.join(steps[:depth])}/"
            counts[above] = counts.get(above, 0) + number
    names = names_of(session, [ancestor_ids(path)[-1] for path in counts])
    return [
        UnitCount(unit_id=ids[-1], name=names.get(ids[-1], ""), depth=len(ids) - 1, people=counts[path])
        for path in sorted(counts)
        if (ids := ancestor_ids(path))
    ]


def _found(search: str, *, with_names: bool) -> list[Any]:
    if not search.strip():
        return []
    number = tidy_short_code(search)
    fits = [Certificate.unit_name.contains(search.strip(), autoescape=True)]
    if len(number) >= 4:
        fits.append(Certificate.number.startswith(number, autoescape=True))
    if with_names and (key := fold_key(search)):
        fits += [Person.name_key.contains(key, autoescape=True), Person.initials.startswith(key, autoescape=True)]
    return [or_(*fits)]


def _first(session: Session, query: Select[Any]) -> CertificateRow | None:
    return next(_read(session, query.limit(1)), None)


def _read(session: Session, query: Select[Any], *, chunk: int | None = None) -> Iterator[CertificateRow]:
    """Rows with their templates, which are few and read once each."""
    templates: dict[int, CertificateTemplate] = {}
    options = {"yield_per": chunk} if chunk else {}
    for row in session.execute(query, execution_options=options):
        values = dict(row._mapping)
        template_id = values.pop("template_id")
        if template_id not in templates:
            templates[template_id] = session.get_one(CertificateTemplate, template_id)
        values["is_withdrawn"] = bool(values["is_withdrawn"])
        yield CertificateRow(**values, template=templates[template_id])
