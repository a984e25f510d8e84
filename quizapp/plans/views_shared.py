"""What the plan's pages share: tabs, whose unit it is about, words for stages."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.plans.access import unit_for
from quizapp.plans.rules import STAGE_LABELS, Stage
from quizapp.units import Unit, get_unit
from quizapp.web import ConsoleScope, actor, require_part

#: How a stage looks; red is for refusals, and being late is none.
TONES = {Stage.DONE: "done", Stage.LATE: "warn", Stage.NEAR: "action", Stage.OPEN: ""}


def staff_actor() -> str:
    """Who acts, as tables note it."""
    return f"staff:{actor().id}"


def tabs_of(active: str) -> list[dict[str, Any]]:
    """The room's pages."""
    pages = (
        ("plans.index", _("任务")), ("plans.units", _("各单位进展")), ("liaisons.index", _("联络员")),
        ("plan_group.index", _("领导小组")), ("plan_papers.index", _("方案和通知")),
    )  # fmt: skip
    return [{"label": label, "url": url_for(endpoint), "active": endpoint == active} for endpoint, label in pages]


def own_unit(session: Session, scope: ConsoleScope, permission: Permission = Permission.VIEW) -> Unit:
    """The unit that ``?unit=`` names, else the topmost one of one's own in the campaign. Raises `NotFound`."""
    wanted = request.args.get("unit", type=int)
    if wanted is not None:
        return campaign_unit(session, scope, wanted, permission)
    return get_unit(session, scope.require_own_unit_id())


def campaign_unit(session: Session, scope: ConsoleScope, unit_id: int, permission: Permission) -> Unit:
    """The unit, if one may do ``permission`` there and it takes part in the campaign. Raises `NotFound`."""
    unit = unit_for(session, unit_id, permission, actor())
    require_part(session, scope.campaign, unit)
    return unit


def stage_words() -> dict[Stage, str]:
    """Stage -> word in the reader's language."""
    return {stage: _(label) for stage, label in STAGE_LABELS.items()}
