"""Pages of scoring on the console."""

from quizapp.accounts import Permission
from quizapp.assessments import views_cards, views_rows, views_sheets
from quizapp.kit.i18n import N_
from quizapp.web import NavGroup, NavItem

blueprints = (views_sheets.blueprint, views_rows.blueprint, views_cards.blueprint)

console_nav = (
    NavItem(
        label=N_("评分表"),
        group=NavGroup.PLANS,
        endpoint="assessments.index",
        icon="award",
        permission=Permission.VIEW,
        order=65,
        also=("score_rows", "score_cards"),
    ),
)
