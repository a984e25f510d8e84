"""Pages of the plan on the console."""

from quizapp.accounts import Permission
from quizapp.kit.i18n import N_
from quizapp.plans import views_board, views_edit, views_group, views_liaisons, views_papers
from quizapp.web import NavGroup, NavItem

blueprints = (
    views_board.blueprint,
    views_edit.blueprint,
    views_liaisons.blueprint,
    views_group.blueprint,
    views_papers.blueprint,
)

console_nav = (
    NavItem(
        label=N_("活动计划"),
        group=NavGroup.PLANS,
        endpoint="plans.index",
        icon="flag",
        permission=Permission.VIEW,
        order=58,
        also=("plan_edit", "liaisons", "plan_group", "plan_papers"),
    ),
)
