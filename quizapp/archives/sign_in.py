"""Who came: a table with sources, and the sheet with the signatures that were given on a screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from quizapp.archives.dossier import Dossier
from quizapp.archives.words import SOURCES, heads_told, minute
from quizapp.exports import (
    Column,
    KeyValue,
    Scalar,
    SignSheet,
    SignSheetPerson,
    SignSheetWording,
    write_rows,
    write_sign_sheet,
)
from quizapp.kit.i18n import N_
from quizapp.kit.speech import Say


def write_arrivals(dossier: Dossier, say: Say, stream: BinaryIO) -> None:
    """xlsx: named heads in the order of arrival, then crowds."""
    titles = (
        (N_("序号"), 6), (N_("姓名"), 14), (N_("单位"), 24), (N_("部门岗位"), 16), (N_("签到时间"), 18), (N_("方式"), 12),
        (N_("人次"), 8), (N_("说明"), 30),
    )  # fmt: skip
    columns = tuple(Column(title=say(title), width=width) for title, width in titles)
    write_rows(columns, _rows(dossier, say), stream, "xlsx")


def _rows(dossier: Dossier, say: Say) -> Iterator[tuple[Scalar, ...]]:
    zone = dossier.facts.time_zone
    for number, line in enumerate(dossier.arrivals, 1):
        source = say(SOURCES.get(line.source, line.source))
        name = line.name or say(N_("（已删除）"))
        yield number, name, line.unit_name, line.detail, minute(line.arrived_at, zone), source, 1, line.reason
    for number, (crowd, unit) in enumerate(dossier.crowds, len(dossier.arrivals) + 1):
        about = say(N_("约数，")) if crowd.is_approximate else ""
        said = about + say(N_("清点人：%(name)s"), name=crowd.counted_by)
        counted = minute(crowd.counted_at, zone)
        yield number, say(N_("（未记名）")), unit, "", counted, say(SOURCES["headcount"]), crowd.people, said


def write_signed(dossier: Dossier, signatures: Mapping[int, Any], say: Say, stream: BinaryIO) -> None:
    """pdf: the electronic twin of the paper sheet."""
    people = tuple(
        SignSheetPerson(
            name=line.name or say(N_("（已删除）")), unit=line.unit_name,
            remark=minute(line.arrived_at, dossier.facts.time_zone)[5:], strokes=signatures.get(line.attendance_id, ()),
        )
        for line in dossier.arrivals
    )  # fmt: skip
    facts = dossier.facts
    named = (
        KeyValue(label=say(N_("活动时间")), value=facts.local_span),
        KeyValue(label=say(N_("活动地点")), value=facts.place or None),
        KeyValue(label=say(N_("主办单位")), value=facts.host_name),
        KeyValue(label=say(N_("应到人数")), value=facts.expected),
        KeyValue(label=say(N_("实到人数")), value=len({line.person_id for line in dossier.arrivals})),
        KeyValue(label=say(N_("参加人次")), value=heads_told(dossier, say)),
    )
    sheet = SignSheet(
        title=say(N_("%(title)s签到表"), title=facts.title), facts=named, people=people, is_exact=True, sheet_id=facts.code,
        watermark=say(dossier.mark), wording=_wording(say),
    )  # fmt: skip
    write_sign_sheet(sheet, stream)


def _wording(say: Say) -> SignSheetWording:
    titles = (N_("序号"), N_("姓名"), N_("单位"), N_("电话"), N_("签名"), N_("备注"))
    first, second, third, fourth, fifth, sixth = (say(title) for title in titles)
    return SignSheetWording(
        columns=(first, second, third, fourth, fifth, sixth), page_total=say(N_("本页应到 %(expected)s 人，实到 ______ 人")),
        signers=(say(N_("签到负责人：")), say(N_("记 录 人："))), seal=say(N_("主办单位（盖章）")),
        sheet_id=say(N_("表号 %(id)s")), page=say(N_("第 %(page)s 页 共 %(pages)s 页")), colon=say(N_("：")),
    )  # fmt: skip
