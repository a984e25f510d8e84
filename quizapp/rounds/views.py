"""Pages of events of several rounds."""

from quizapp.accounts import Permission
from quizapp.kit.i18n import N_
from quizapp.rounds import views_console, views_lists, views_public
from quizapp.web import NavGroup, NavItem

blueprints = (views_console.blueprint, views_lists.blueprint, views_public.blueprint)

console_nav = (
    NavItem(
        label=N_("赛事"),
        group=NavGroup.CONTESTS,
        endpoint="events.index",
        icon="flag",
        permission=Permission.VIEW,
        order=54,
        also=("event_lists",),
    ),
)
