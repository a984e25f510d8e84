"""What the planning pages share: choices of the form, and finding joint hosts by name."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.activities.forms import ActivityForm, SessionForm
from quizapp.activities.kinds import activity_groups, activity_kinds, activity_tags, sectors
from quizapp.activities.queries import find_units_named
from quizapp.campaigns import Campaign
from quizapp.errors import Conflict, Invalid
from quizapp.kit.i18n import N_
from quizapp.units import get_unit
from quizapp.web import actor, show_invalid, unit_choices
from quizapp.web.i18n import translate_error

EDIT = Permission.EDIT_ACTIVITIES


def staff_actor() -> str:
    """Who acts, as ledger and tables note it."""
    return f"staff:{actor().id}"


def complain(form: FlaskForm, error: Invalid | Conflict) -> None:
    """Say why it was refused, beside its field or above the form."""
    if isinstance(error, Invalid):
        show_invalid(form, error)
    else:
        form.form_errors.append(translate_error(error))


def offer_activity(form: ActivityForm, session: Session) -> None:
    """Choices of what an activity is."""
    form.kind.choices = {
        _(heading): [(kind.key, _(kind.label)) for kind in activity_kinds().values() if kind.group == group]
        for group, heading in activity_groups().items()
    }
    form.delivery.choices = [
        ("", _("按类别的习惯|不确定就选这个")), ("offline", _("现场举办|人到场")), ("online", _("线上举办|直播、网络")),
    ]  # fmt: skip
    form.sector.choices = [("", _("不限领域")), *((key, _(label)) for key, label in sectors().items())]
    form.tags.choices = [(key, _(label)) for key, label in activity_tags().items()]
    form.unit_id.choices = unit_choices(session, actor(), EDIT)


def offer_session(form: SessionForm, session: Session) -> None:
    """Choices of who holds a session."""
    form.host_unit_id.choices = unit_choices(session, actor(), EDIT)


def find_joint_hosts(session: Session, campaign: Campaign, names: Iterable[str]) -> tuple[int, ...]:
    """Ids of the units named, in this order. Raises `Invalid` naming what is unknown or stands for several."""
    root = get_unit(session, campaign.root_unit_id)
    found: list[int] = []
    for name in names:
        units = find_units_named(session, name, path=root.path)
        if not units:
            raise Invalid(N_("没有找到单位“%(name)s”：请写全称，或写单位代码"), field="joint", name=name)
        if len(units) > 1:
            raise Invalid(N_("叫“%(name)s”的单位有 %(n)d 个：请改写单位代码"), field="joint", name=name, n=len(units))
        found.append(units[0].id)
    return tuple(found)
