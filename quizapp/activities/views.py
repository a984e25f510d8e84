"""Pages of activities on the console: the list, planning, and what was planned. Who comes is `quizapp.checkins`."""

from quizapp.accounts import Permission
from quizapp.activities import views_list, views_plan, views_session
from quizapp.kit.i18n import N_
from quizapp.web import NavGroup, NavItem

blueprints = (views_list.blueprint, views_plan.blueprint, views_session.blueprint)

#: Planning and check-in stand under the same entry.
ROOMS = ("activity_plan", "session_plan", "sessions", "desk", "door_settings", "door_log")

console_nav = (
    NavItem(
        label=N_("活动"),
        group=NavGroup.ON_SITE,
        endpoint="activities.index",
        icon="activity",
        permission=Permission.VIEW,
        order=40,
        also=ROOMS,
    ),
)
