"""Forms of the plan's pages: they check syntax; meaning is the services' business."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from quizapp.kit.evidence import kind_labels
from quizapp.plans.documents import DocumentText
from quizapp.plans.group import ROLE_LABELS, GroupRole, NewMember
from quizapp.plans.liaisons import NewOfficer
from quizapp.plans.models import GroupMember, LiaisonOfficer, PlanDocument, PlanTask
from quizapp.plans.rules import COUNTS_LABELS, REACH_LABELS, WAY_LABELS, Counts, Reach, Way
from quizapp.plans.tasks import MOST, TaskText
from quizapp.units import levels, unit_kinds

_REQUIRED = DataRequired(_l("请填写这一项"))


class Ticks(SelectMultipleField):
    """Several of a list, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class TaskForm(FlaskForm):  # type: ignore[misc]
    """A task of the plan."""

    unit_id = SelectField(_l("列入哪个单位的计划"), coerce=int)
    title = StringField(_l("要做什么"), [_REQUIRED, Length(max=200)])
    heading = StringField(_l("归在哪个小标题下"), [Optional(), Length(max=60)])
    standard = StringField(_l("要求"), [Optional(), Length(max=300)])
    way = RadioField(_l("怎么知道做了"), default=Way.LEDGER.value)
    kinds = Ticks(_l("哪些类别算数"))
    counts = RadioField(_l("数什么"), default=Counts.THINGS.value)
    minimum = IntegerField(
        _l("至少多少"), [Optional(), NumberRange(1, MOST, _l("请填大于 0 的整数"))], default=1,
        render_kw={"inputmode": "numeric", "min": "1"},
    )  # fmt: skip
    reach = RadioField(_l("谁来做"), default=Reach.EACH.value)
    levels = Ticks(_l("哪些层级的单位"))
    unit_kinds = Ticks(_l("哪些类型的单位"))
    due_on = DateField(_l("完成期限"), [Optional()])
    responsible = StringField(_l("责任单位或责任人"), [Optional(), Length(max=100)])

    def offer(self, units: list[Any]) -> None:
        """Put in what there is to choose from."""
        self.unit_id.choices = units
        self.way.choices = [(key.value, _(label)) for key, label in WAY_LABELS.items()]
        self.counts.choices = [(key.value, _(label)) for key, label in COUNTS_LABELS.items()]
        self.reach.choices = [(key.value, _(label)) for key, label in REACH_LABELS.items()]
        self.kinds.choices = [(key, _(label)) for key, label in kind_labels().items()]
        self.levels.choices = [(key, _(label)) for key, label in levels().items()]
        self.unit_kinds.choices = [(key, _(label)) for key, label in unit_kinds().items()]

    def fill(self, task: PlanTask) -> None:
        """Show what is stored."""
        for name, field in self._fields.items():
            if hasattr(task, name):
                field.data = getattr(task, name)

    def text(self) -> TaskText:
        """What was written."""
        return TaskText(
            title=self.title.data or "", heading=self.heading.data or "", standard=self.standard.data or "",
            way=Way(self.way.data), kinds=tuple(self.kinds.data or ()), counts=Counts(self.counts.data),
            minimum=self.minimum.data or 1, reach=Reach(self.reach.data), levels=tuple(self.levels.data or ()),
            unit_kinds=tuple(self.unit_kinds.data or ()), due_on=self.due_on.data, responsible=self.responsible.data or "",
        )  # fmt: skip


class WordForm(FlaskForm):  # type: ignore[misc]
    """Saying that a task is done."""

    note = StringField(_l("在哪里看得到、怎么做的"), [Optional(), Length(max=200)])


class OfficerForm(FlaskForm):  # type: ignore[misc]
    """Who answers for a unit."""

    name = StringField(_l("姓名"), [_REQUIRED, Length(max=40)], render_kw={"autocomplete": "off"})
    post = StringField(_l("职务"), [Optional(), Length(max=80)])
    office_phone = StringField(_l("办公电话"), [Optional(), Length(max=40)], render_kw={"inputmode": "tel"})
    phone = StringField(_l("手机"), [Optional(), Length(max=40)], render_kw={"inputmode": "tel", "autocomplete": "off"})
    remarks = StringField(_l("备注"), [Optional(), Length(max=200)])
    since = DateField(_l("从哪天起"), [InputRequired(_l("请填写这一项"))])

    def fill(self, officer: LiaisonOfficer, phone: str) -> None:
        """Show who it is now; the number only to those who may see it."""
        self.name.data, self.post.data, self.remarks.data = officer.name, officer.post, officer.remarks
        self.office_phone.data, self.phone.data = officer.office_phone, phone

    def officer(self) -> NewOfficer:
        """Who was written."""
        assert self.since.data is not None
        return NewOfficer(
            name=self.name.data or "", since=self.since.data, post=self.post.data or "",
            office_phone=self.office_phone.data or "", phone=self.phone.data or "", remarks=self.remarks.data or "",
        )  # fmt: skip

    def officer_with(self, phone: str) -> NewOfficer:
        """Who was written, with a number that the form does not show."""
        return replace(self.officer(), phone=phone)


class MemberForm(FlaskForm):  # type: ignore[misc]
    """One line of the leading group."""

    role = RadioField(_l("组内职务"), default=GroupRole.MEMBER.value)
    name = StringField(_l("姓名"), [_REQUIRED, Length(max=40)], render_kw={"autocomplete": "off"})
    post = StringField(_l("职务"), [Optional(), Length(max=80)])
    duty = StringField(_l("分工"), [Optional(), Length(max=100)])

    def offer(self) -> None:
        """Put in the roles."""
        self.role.choices = [(key.value, _(label)) for key, label in ROLE_LABELS.items()]

    def fill(self, member: GroupMember) -> None:
        """Show what is stored."""
        for name in ("role", "name", "post", "duty"):
            self[name].data = getattr(member, name)

    def member(self) -> NewMember:
        """Who was written."""
        return NewMember(
            role=GroupRole(self.role.data),
            name=self.name.data or "",
            post=self.post.data or "",
            duty=self.duty.data or "",
        )


class DocumentForm(FlaskForm):  # type: ignore[misc]
    """A plan or notice."""

    revision = HiddenField(default="1")
    title = StringField(_l("标题"), [_REQUIRED, Length(max=200)])
    number = StringField(_l("文号"), [Optional(), Length(max=80)])
    addressed_to = StringField(_l("主送"), [Optional(), Length(max=200)])
    body = TextAreaField(_l("正文"), [Optional(), Length(max=30_000)], render_kw={"rows": 24})
    signed_by = StringField(_l("落款"), [Optional(), Length(max=100)])
    signed_on = DateField(_l("成文日期"), [Optional()])

    def fill(self, document: PlanDocument) -> None:
        """Show what is stored."""
        for name, field in self._fields.items():
            if hasattr(document, name):
                field.data = getattr(document, name)

    def text(self) -> DocumentText:
        """What was written."""
        return DocumentText(
            title=self.title.data or "", body=self.body.data or "", number=self.number.data or "",
            addressed_to=self.addressed_to.data or "", signed_by=self.signed_by.data or "", signed_on=self.signed_on.data,
        )  # fmt: skip


class FileForm(FlaskForm):  # type: ignore[misc]
    """A signed plan or notice."""

    unit_id = SelectField(_l("哪个单位的"), coerce=int)
    title = StringField(_l("文件名称"), [Optional(), Length(max=100)])
    file = FileField(_l("盖章扫描件"))


class ReasonForm(FlaskForm):  # type: ignore[misc]
    """Why something personal is looked at."""

    reason = StringField(
        _l("为什么要看"), [DataRequired(_l("请写明原因，会记入操作日志")), Length(max=200)],
        render_kw={"autocomplete": "off"},
    )  # fmt: skip
