"""Ordering a data set: what, for which unit, in which format; made in the background, fetched from its own page."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts import Permission
from quizapp.campaigns import Campaign
from quizapp.datasets.books import count_units, units_of_book
from quizapp.datasets.choices import BookReach, Chosen
from quizapp.datasets.downloads import BOOKS, FACTS, LINES, TALLY
from quizapp.datasets.lines import count_lines
from quizapp.downloads import Order, order_download
from quizapp.errors import Invalid
from quizapp.exports import ROW_FORMATS, require_parquet
from quizapp.kit.clock import local_date
from quizapp.kit.evidence import kind_labels
from quizapp.kit.i18n import N_
from quizapp.kit.periods import CUMULATIVE, Period, parse_period
from quizapp.ledger import Scope, settled_position
from quizapp.statistics import COLUMNS, TallyBy, list_forms
from quizapp.units import Unit
from quizapp.web import actor, console_scope, find_in_campaign, note, now, settings, staff, store

blueprint = Blueprint("datasets", __name__, url_prefix="/console/datasets", template_folder="templates")
blueprints = (blueprint,)

_CONTENTS = ("facts", "book", "lines", "activity", "unit", "person")
_HOUSE_WORDS = (N_("总览"), N_("单位"), N_("单位代码"), N_("序号"), N_("已有数字"), N_("待填"), N_("待确认"))
_TALLY_WORDS = (N_("（未记名）"), N_("（代号）"), N_("（已删除）"), N_("、"))


@blueprint.get("")
@staff(Permission.EXPORT)
def index() -> ResponseReturnValue:
    """The unit one most likely means."""
    with store().read() as session:
        scope = console_scope(session, Permission.EXPORT)
    return redirect(url_for("datasets.choose", campaign_id=scope.campaign.id, unit_id=scope.require_own_unit_id()))


@blueprint.get("/<int:campaign_id>/<int:unit_id>")
@staff(Permission.EXPORT)
def choose(campaign_id: int, unit_id: int) -> ResponseReturnValue:
    """What there is, and how large it would be."""
    period = _period()
    with store().read() as session:
        campaign, unit = find_in_campaign(session, campaign_id, unit_id, Permission.EXPORT)
        forms = list_forms(session, campaign, settings().forms_folder)
        scope = Scope(campaign_id=campaign_id, unit_path=unit.path, period=period)
        sizes = {
            "units": count_units(session, unit, BookReach.ALL),
            "children": count_units(session, unit, BookReach.CHILDREN), "lines": count_lines(session, scope),
        }  # fmt: skip
    chosen = request.args.get("form") or campaign.form_key
    return render_template(
        "datasets/choose.html", campaign=campaign, unit=unit, forms=forms, chosen=chosen, sizes=sizes,
        period=period, cumulative=CUMULATIVE,
    )  # fmt: skip


def _period() -> Period:
    return parse_period(request.values.get("period") or CUMULATIVE.key)


@blueprint.post("/<int:campaign_id>/<int:unit_id>")
@staff(Permission.EXPORT)
def order(campaign_id: int, unit_id: int) -> ResponseReturnValue:
    """Order it at a position that holds still; it is on record. Names are masked."""
    content, fmt = request.form.get("content", ""), request.form.get("format", "")
    purpose = _purpose(content, fmt)
    position = _position(settled_position(store()))
    with store().write() as session:
        campaign, unit = find_in_campaign(session, campaign_id, unit_id, Permission.EXPORT)
        chosen = _chosen(campaign, unit, content, position)
        if content == "book":
            units_of_book(session, unit, BookReach(chosen.reach))
        token = order_download(session, _order(campaign, unit, purpose, fmt, chosen, content), now=now())
        detail = {
            "content": content,
            "format": fmt,
            "period": chosen.period,
            "form": chosen.form_key,
            "position": position,
        }
        note(session, "dataset.order", "campaign", campaign_id, unit_id=unit_id, detail=detail)
    return redirect(url_for("downloads.status", token=token), 303)


def _position(newest: int) -> int:
    """The position that is asked for, to make a file again or in another format; otherwise the newest that holds still."""
    wanted = request.form.get("position", "").strip()
    if not wanted:
        return newest
    if not (wanted.isascii() and wanted.isdigit()) or int(wanted) > newest:
        raise Invalid(N_("台账位置要写 0 到 %(newest)d 之间的整数"), field="position", newest=newest)
    return int(wanted)


def _purpose(content: str, fmt: str) -> str:
    if content not in _CONTENTS:
        raise Invalid(N_("请选要导出的内容"), field="content")
    offered = tuple(BOOKS) if content == "book" else tuple(ROW_FORMATS)
    if fmt not in offered:
        raise Invalid(
            N_("没有“%(format)s”这种导出格式，可用：%(known)s"), field="format", format=fmt, known="、".join(offered)
        )
    if fmt == "parquet":
        require_parquet()
    if content == "book":
        return BOOKS[fmt]
    return {"facts": FACTS, "lines": LINES}.get(content, TALLY)


def _chosen(campaign: Campaign, unit: Unit, content: str, position: int) -> Chosen:
    reach = request.form.get("reach", BookReach.CHILDREN.value)
    return Chosen(
        campaign_id=campaign.id, unit_id=unit.id, period=_period().key, position=position,
        form_key=(request.form.get("form") or campaign.form_key) if content in ("facts", "book") else "",
        forms_folder=str(settings().forms_folder), by=content if content in list(TallyBy) else "",
        reach=reach if reach in list(BookReach) else BookReach.CHILDREN.value, ordered_at=now().isoformat(),
        words=_words(content),
    )  # fmt: skip


def _words(content: str) -> dict[str, str]:
    """The house's words in the reader's language; facts and their columns are the same in every language."""
    if content == "facts":
        return {}
    said = {*_HOUSE_WORDS, *_TALLY_WORDS, *kind_labels().values()}
    said |= {column.title for by in TallyBy for column in COLUMNS[by]}
    return {word: _(word) for word in said}


def _order(campaign: Campaign, unit: Unit, purpose: str, fmt: str, chosen: Chosen, content: str) -> Order:
    staff_id = actor().id
    assert staff_id is not None  # only staff come here
    names = {
        "facts": _("明细数据"), "book": _("统计表汇编"), "lines": _("台账全部条目"), "activity": _("参与情况 按活动"),
        "unit": _("参与情况 按单位"), "person": _("参与情况 按人员"),
    }  # fmt: skip
    day = local_date(now(), campaign.time_zone)
    return Order(
        purpose=purpose, staff_id=staff_id, unit_id=unit.id, permission=Permission.EXPORT,
        title=f"{unit.name}{names[content]}-{day}", format=fmt,
        origin=url_for("datasets.choose", campaign_id=campaign.id, unit_id=unit.id),
        choices=chosen.as_choices(),
    )  # fmt: skip
