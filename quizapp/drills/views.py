"""Pages of drills: planning, the muster board and its screens, wardens' lists, timeline, the calendar of what is due."""

from quizapp.accounts import Permission
from quizapp.drills import views_board, views_command, views_due, views_list, views_plan, views_warden
from quizapp.kit.i18n import N_
from quizapp.web import NavGroup, NavItem

blueprints = (
    views_list.blueprint,
    views_plan.blueprint,
    views_board.blueprint,
    views_command.blueprint,
    views_due.blueprint,
    views_warden.blueprint,
)

console_nav = (
    NavItem(
        label=N_("应急演练"), group=NavGroup.ON_SITE, endpoint="drills.index", icon="muster", permission=Permission.VIEW, order=45,
        also=("drill_plan", "muster", "drill_command", "drill_due"),
    ),
)  # fmt: skip
