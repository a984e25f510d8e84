"""Forms of prize draws: they check syntax; meaning is the service's business."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from quizapp.prizes.models import Prize, PrizeDraw
from quizapp.prizes.rules import MAX_VALUE_CENTS, Eligibility
from quizapp.prizes.service import MAX_COPIES, DrawSettings, PrizeSettings

_ROWS = 6


class PrizeForm(Form):
    """One prize; an empty row is left out."""

    rank = StringField(_l("奖级"), [Optional(), Length(max=20)])
    name = StringField(_l("奖品"), [Optional(), Length(max=60)])
    count = IntegerField(
        _l("数量"),
        [Optional(), NumberRange(1, MAX_COPIES, _l("请填 1 到 1000 之间的整数"))],
        render_kw={"inputmode": "numeric"},
    )
    value = DecimalField(
        _l("单价（元）"),
        [Optional(), NumberRange(0, Decimal(MAX_VALUE_CENTS) / 100, _l("抽奖的最高奖不得超过 5 万元"))],
        places=None, render_kw={"inputmode": "decimal"},
    )  # fmt: skip

    def settings(self) -> PrizeSettings:
        """What was typed."""
        value = self.value.data or Decimal(0)
        return PrizeSettings(
            rank=self.rank.data or "",
            name=self.name.data or "",
            count=self.count.data or 1,
            value_cents=int(value * 100),
        )


class DrawForm(FlaskForm):  # type: ignore[misc]
    """The whole draw on one page."""

    title = StringField(_l("抽奖名称"), [DataRequired(_l("请填写抽奖名称")), Length(max=60)])
    eligibility = RadioField(_l("谁能参加抽奖"), [InputRequired(_l("请选一项"))])
    prizes = FieldList(FormField(PrizeForm), min_entries=_ROWS, max_entries=20)
    claim_until = DateField(_l("领奖截止日"), [InputRequired(_l("请填写这一项"))])
    rules = TextAreaField(_l("规则说明"), [Optional(), Length(max=4000)], render_kw={"rows": 5})
    asks_phone = BooleanField(_l("请中奖人留手机号"))
    public_source = StringField(_l("公开号码的来源"), [Optional(), Length(max=120)])

    def fill(self, draw: PrizeDraw, prizes: Sequence[Prize]) -> None:
        """Show what stands."""
        for name in ("title", "eligibility", "claim_until", "rules", "asks_phone", "public_source"):
            self[name].data = getattr(draw, name)
        while len(self.prizes) < len(prizes):
            self.prizes.append_entry()
        for row, prize in zip(self.prizes, prizes, strict=False):
            row.form.rank.data, row.form.name.data, row.form.count.data = prize.rank, prize.name, prize.count
            row.form.value.data = Decimal(prize.value_cents) / 100

    def settings(self) -> DrawSettings:
        """What was chosen."""
        texts: dict[str, Any] = {name: self[name].data or "" for name in ("title", "rules", "public_source")}
        assert self.claim_until.data is not None  # validated
        return DrawSettings(
            eligibility=Eligibility(self.eligibility.data), claim_until=self.claim_until.data,
            asks_phone=bool(self.asks_phone.data), prizes=tuple(row.form.settings() for row in self.prizes), **texts,
        )  # fmt: skip


class NumberForm(FlaskForm):  # type: ignore[misc]
    """The public number, at the draw."""

    public_number = StringField(_l("公开号码"), [Optional(), Length(max=120)])


class RedrawForm(FlaskForm):  # type: ignore[misc]
    """Why a prize is drawn again, and until when the next one may claim it."""

    reason = StringField(_l("补抽原因（会公布）"), [DataRequired(_l("请填写这一项")), Length(max=200)])
    claim_until = DateField(_l("新的领奖截止日"), [InputRequired(_l("请填写这一项"))])


class GiveForm(FlaskForm):  # type: ignore[misc]
    """The code that the winner shows."""

    claim_code = StringField(_l("领奖码"), [DataRequired(_l("请填写领奖码")), Length(max=20)])


class ClaimForm(FlaskForm):  # type: ignore[misc]
    """What a winner leaves."""

    phone = StringField(
        _l("手机号"), [Optional(), Length(max=20)], render_kw={"inputmode": "tel", "autocomplete": "tel"}
    )
