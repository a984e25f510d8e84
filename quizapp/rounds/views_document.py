"""A published list as a document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _

from quizapp.exports import Column, Document, KeyValue, KeyValues, Page, Paragraph, Scalar, Table
from quizapp.kit.text import mask_name
from quizapp.rounds import EventRow, PlaceRow, RoundRow, rule_of
from quizapp.rounds.words import say_place, say_rule
from quizapp.web import say


def list_document(
    event: EventRow, found: RoundRow, places: Sequence[PlaceRow], *, with_names: bool, made_at: datetime
) -> Document:
    """Everybody on the list in its order, the rule on top, its fingerprint below."""
    titles = (
        (_("序号"), 7),
        (_("姓名"), 14),
        (_("单位"), 28),
        (_("名次"), 8),
        (_("得分"), 9),
        (_("用时（秒）"), 11),
        (_("状态"), 12),
        (_("说明"), 28),
    )
    table = Table.flat(
        tuple(Column(title=title, width=width) for title, width in titles),
        [_row(number, row, with_names=with_names) for number, row in enumerate(places, start=1)],
    )
    round_ = found.found
    return Document(
        title=_("%(event)s%(round)s入围名单", event=event.event.title, round=round_.title), page=Page.A4_PORTRAIT,
        data=table, created_at=made_at, meta=(event.unit_name,),
        blocks=(
            KeyValues(pairs=(
                KeyValue(label=_("竞赛"), value=found.contest.title),
                KeyValue(label=_("晋级办法"), value="；".join(say(each) for each in say_rule(rule_of(round_)))),
            )),
            table,
            Paragraph(value=_("名单指纹 %(hash)s，台账位置 %(position)s。", hash=round_.list_hash, position=round_.position)),
        ),
    )  # fmt: skip


def _row(number: int, row: PlaceRow, *, with_names: bool) -> tuple[Scalar, ...]:
    place = row.place
    name = row.name if with_names else mask_name(row.name)
    return (
        number, name or _("已删除姓名"), row.unit_name, place.rank,
        None if place.score is None else Decimal(place.score) / 100,
        place.seconds, _(say_place(row)[0]),
        (place.state_reason or place.reason) if with_names else "",
    )  # fmt: skip
