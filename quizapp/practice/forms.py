"""The organizer's one form: open or not, which kinds, which banks."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from quizapp.practice import Mode, PracticeChoice


class PracticeForm(FlaskForm):  # type: ignore[misc]
    """What a campaign opens."""

    is_open = BooleanField(_l("开放练习"))
    modes = SelectMultipleField(_l("开放哪几种"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())
    bank_ids = SelectMultipleField(
        _l("题库"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    shows_board = BooleanField(_l("公开挑战榜"))

    def choice(self) -> PracticeChoice:
        """What was chosen."""
        return PracticeChoice(
            is_open=self.is_open.data, modes=frozenset(Mode(each) for each in self.modes.data or ()),
            bank_ids=tuple(self.bank_ids.data or ()), shows_board=self.shows_board.data,
        )  # fmt: skip

    def fill(self, choice: PracticeChoice) -> None:
        """Show what stands."""
        self.is_open.data, self.shows_board.data = choice.is_open, choice.shows_board
        self.modes.data = [mode.value for mode in Mode if mode in choice.modes]
        self.bank_ids.data = list(choice.bank_ids)
