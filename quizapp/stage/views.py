"""Pages of stage contests."""

from quizapp.accounts import Permission
from quizapp.kit.i18n import N_
from quizapp.stage import views_hall, views_protocol, views_rounds, views_run, views_setup
from quizapp.web import NavGroup, NavItem

blueprints = (
    views_setup.blueprint,
    views_rounds.blueprint,
    views_run.blueprint,
    views_protocol.blueprint,
    views_hall.blueprint,
)

console_nav = (
    NavItem(
        label=N_("现场比赛"),
        group=NavGroup.CONTESTS,
        endpoint="stage.index",
        icon="trophy",
        permission=Permission.VIEW,
        order=58,
        also=("stage_rounds", "stage_run", "stage_protocol"),
    ),
)
