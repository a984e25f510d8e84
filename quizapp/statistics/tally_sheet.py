"""Tallies as rows of a file: csv and xlsx of any length, in the words of the people who read them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from sqlalchemy.orm import Session

from quizapp import exports
from quizapp.kit.evidence import kind_labels
from quizapp.kit.i18n import N_
from quizapp.ledger import Scope
from quizapp.statistics.tallies import TallyBy, TallyRow, list_tally

_RIGHT = exports.Align.RIGHT
_AMOUNTS = (
    exports.Column(title=N_("场次"), width=10, align=_RIGHT),
    exports.Column(title=N_("人次"), width=10, align=_RIGHT),
    exports.Column(title=N_("件数"), width=10, align=_RIGHT),
    exports.Column(title=N_("数量"), width=12, align=_RIGHT),
)
_DAYS = (exports.Column(title=N_("首次"), width=12), exports.Column(title=N_("最近"), width=12))
_NUMBER = exports.Column(title=N_("序号"), width=8, align=_RIGHT)
COLUMNS: dict[TallyBy, tuple[exports.Column, ...]] = {
    TallyBy.ACTIVITY: (
        _NUMBER, exports.Column(title=N_("类别"), width=22), exports.Column(title=N_("类别代码"), width=24),
        exports.Column(title=N_("名称"), width=36), *_AMOUNTS, *_DAYS,
    ),
    TallyBy.UNIT: (
        _NUMBER, exports.Column(title=N_("单位"), width=28), exports.Column(title=N_("单位代码"), width=18), *_AMOUNTS, *_DAYS,
    ),
    TallyBy.PERSON: (
        _NUMBER, exports.Column(title=N_("单位"), width=28), exports.Column(title=N_("单位代码"), width=18),
        exports.Column(title=N_("姓名"), width=14), exports.Column(title=N_("参加内容"), width=48), _AMOUNTS[1], *_DAYS,
    ),
}  # fmt: skip


def tally_file_rows(
    session: Session, scope: Scope, by: TallyBy, *, masked: bool = True, say: Callable[[str], str] = str
) -> Iterator[tuple[exports.Scalar, ...]]:
    """One row an activity, unit or person, in the order of ``COLUMNS[by]``; ``say`` translates the words of the house."""
    labels = {kind: say(label) for kind, label in kind_labels().items()}
    for number, row in enumerate(list_tally(session, scope, by, masked=masked), 1):
        yield (number, *_cells(row, by, labels, say))


def columns_of(by: TallyBy, say: Callable[[str], str]) -> tuple[exports.Column, ...]:
    """``COLUMNS[by]`` with translated titles."""
    return tuple(replace(column, title=say(column.title)) for column in COLUMNS[by])


def _cells(row: TallyRow, by: TallyBy, labels: dict[str, str], say: Callable[[str], str]) -> tuple[exports.Scalar, ...]:
    amounts = (row.sessions, row.attendances, row.items, row.quantity)
    days = (row.first_day, row.last_day)
    if by is TallyBy.ACTIVITY:
        return (labels.get(row.kind, row.kind), row.kind, row.title, *amounts, *days)
    if by is TallyBy.UNIT:
        return (row.unit_name, row.unit_code, *amounts, *days)
    return (row.unit_name, row.unit_code, person_words(row, say), kinds_words(row, labels, say), row.attendances, *days)


def person_words(row: TallyRow, say: Callable[[str], str] = str) -> str:
    """The name as printed; crowds and people known by a code say so."""
    if row.person_id is None:
        return say(N_("（未记名）"))
    return row.title or say(N_("（代号）") if row.person_id < 0 else N_("（已删除）"))


def kinds_words(row: TallyRow, labels: dict[str, str], say: Callable[[str], str] = str) -> str:
    """What a person took part in: 安全生产大讲堂 2、知识竞赛 1."""
    return say(N_("、")).join(f"{labels.get(kind, kind)} {times}" for kind, times in row.kinds)
