"""Pages of filings: the clerk's desk, what was filed, the level above's board, the calendar; the same for programs."""

from quizapp.accounts import Permission
from quizapp.filings import views_api, views_board, views_calendar, views_desk, views_filed
from quizapp.kit.i18n import N_
from quizapp.web import NavGroup, NavItem

blueprints = (
    views_desk.blueprint, views_filed.blueprint, views_board.blueprint, views_calendar.blueprint, views_api.blueprint,
)  # fmt: skip

console_nav = (
    NavItem(
        label=N_("报送"), group=NavGroup.REPORTS, endpoint="filings.index", icon="send", permission=Permission.VIEW, order=61,
        also=("filed", "filing_board", "filing_calendar"),
    ),
)  # fmt: skip
