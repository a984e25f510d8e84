"""Forms of certificates: they check syntax; meaning is the service's business."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from quizapp.certificates.attended import AttendedSettings
from quizapp.certificates.models import AttendedTemplate, CertificateTemplate
from quizapp.certificates.rules import Rule
from quizapp.certificates.service import MAX_TEXT, MAX_TITLE, TemplateSettings
from quizapp.certificates.words import (
    ATTENDED_PLACE_NAMES,
    DEFAULT_ATTENDED_TEXT,
    DEFAULT_ATTENDED_TITLE,
    DEFAULT_PLACES,
    DEFAULT_TEXT,
    DEFAULT_TITLE,
    DESIGNS,
    RULES,
)
from quizapp.exports import CertificateDesign

_LANDSCAPE, _PORTRAIT = "landscape", "portrait"
_PLAIN_NAMES = ("title", "text", "issuers", "rule", "percent", "design", "has_seal_box", "shows_band")


class TemplateForm(FlaskForm):  # type: ignore[misc]
    """The certificate's wording, rule and look."""

    title = StringField(_l("证书标题"), [DataRequired(_l("请填写证书标题")), Length(max=MAX_TITLE)])
    text = TextAreaField(_l("正文"), [DataRequired(_l("请填写证书正文")), Length(max=MAX_TEXT)], render_kw={"rows": 5})
    issuers = TextAreaField(
        _l("发证单位"), [DataRequired(_l("请填写发证单位")), Length(max=200)], render_kw={"rows": 2}
    )
    rule = RadioField(_l("谁能领"), [InputRequired(_l("请选一项"))])
    percent = IntegerField(
        _l("成绩至少占满分的"),
        [InputRequired(_l("请填写这一项")), NumberRange(1, 100, _l("请填写 1 到 100 之间的百分数"))],
        render_kw={"inputmode": "numeric"},
    )
    design = RadioField(_l("样式"), [InputRequired(_l("请选一项"))])
    paper = RadioField(_l("纸张"), [InputRequired(_l("请选一项"))])
    has_seal_box = BooleanField(_l("留出盖章处"))
    shows_band = BooleanField(_l("核验时显示分数段"))

    def offer(self) -> None:
        """Put the choices in."""
        self.rule.choices = [(key.value, _(label)) for key, label in RULES.items()]
        self.design.choices = [(key.value, _(label)) for key, label in DESIGNS.items()]
        self.paper.choices = [(_LANDSCAPE, _("A4 横版")), (_PORTRAIT, _("A4 竖版"))]

    def fill(self, template: CertificateTemplate | None, *, unit_name: str) -> None:
        """Show what stands, or a certificate that could go out as it is."""
        if template is not None:
            for name in _PLAIN_NAMES:
                self[name].data = getattr(template, name)
            self.paper.data = _LANDSCAPE if template.is_landscape else _PORTRAIT
            return
        self.title.data, self.text.data, self.issuers.data = (
            _(DEFAULT_TITLE),
            _(DEFAULT_TEXT, **DEFAULT_PLACES),
            unit_name[:40],
        )
        self.rule.data, self.percent.data = Rule.PASSED.value, 90
        self.design.data, self.paper.data, self.has_seal_box.data = CertificateDesign.CLASSIC.value, _LANDSCAPE, True

    def settings(self, language: str) -> TemplateSettings:
        """What was chosen."""
        return TemplateSettings(
            title=self.title.data or "", text=self.text.data or "", issuers=self.issuers.data or "",
            rule=Rule(self.rule.data), percent=self.percent.data or 0, design=CertificateDesign(self.design.data),
            is_landscape=self.paper.data == _LANDSCAPE, has_seal_box=bool(self.has_seal_box.data),
            shows_band=bool(self.shows_band.data), language=language,
        )  # fmt: skip


class AttendedForm(FlaskForm):  # type: ignore[misc]
    """A certificate of attendance: wording, rule and look."""

    title = StringField(_l("标题"), [DataRequired(_l("请填写证书标题")), Length(max=MAX_TITLE)])
    text = TextAreaField(_l("正文"), [DataRequired(_l("请填写证书正文")), Length(max=MAX_TEXT)], render_kw={"rows": 5})
    issuers = TextAreaField(
        _l("发证单位"), [DataRequired(_l("请填写发证单位")), Length(max=200)], render_kw={"rows": 2}
    )
    needs_every_day = BooleanField(_l("每天都要到场"))
    needs_exam = BooleanField(_l("考核要合格"))
    design = RadioField(_l("样式"), [InputRequired(_l("请选一项"))])
    paper = RadioField(_l("纸张"), [InputRequired(_l("请选一项"))])
    has_seal_box = BooleanField(_l("留出盖章处"))

    def offer(self) -> None:
        """Put the choices in."""
        self.design.choices = [(key.value, _(label)) for key, label in DESIGNS.items()]
        self.paper.choices = [(_LANDSCAPE, _("A4 横版")), (_PORTRAIT, _("A4 竖版"))]

    def fill(self, template: AttendedTemplate | None, *, unit_name: str) -> None:
        """Show what stands, or a certificate that could go out as it is."""
        if template is not None:
            for name in ("title", "text", "issuers", "needs_every_day", "design", "has_seal_box"):
                self[name].data = getattr(template, name)
            self.needs_exam.data = template.contest_id is not None
            self.paper.data = _LANDSCAPE if template.is_landscape else _PORTRAIT
            return
        self.title.data, self.issuers.data = _(DEFAULT_ATTENDED_TITLE), unit_name[:40]
        self.text.data = _(DEFAULT_ATTENDED_TEXT, **ATTENDED_PLACE_NAMES)
        self.design.data, self.paper.data, self.has_seal_box.data = CertificateDesign.PLAIN.value, _LANDSCAPE, True

    def settings(self, language: str) -> AttendedSettings:
        """What was chosen."""
        return AttendedSettings(
            title=self.title.data or "", text=self.text.data or "", issuers=self.issuers.data or "",
            needs_every_day=bool(self.needs_every_day.data), needs_exam=bool(self.needs_exam.data),
            design=CertificateDesign(self.design.data), is_landscape=self.paper.data == _LANDSCAPE,
            has_seal_box=bool(self.has_seal_box.data), language=language,
        )  # fmt: skip


class NameForm(FlaskForm):  # type: ignore[misc]
    """The full name of whoever shows the certificate."""

    name = StringField(
        _l("证书上的姓名"), [DataRequired(_l("请填写姓名")), Length(max=80)], render_kw={"autocomplete": "off"}
    )
