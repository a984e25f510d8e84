"""Pages of prize draws."""

from quizapp.accounts import Permission
from quizapp.kit.i18n import N_
from quizapp.prizes import views_console, views_public
from quizapp.web import NavGroup, NavItem

blueprints = (views_console.blueprint, views_public.blueprint)

console_nav = (
    NavItem(
        label=N_("抽奖"),
        group=NavGroup.CONTESTS,
        endpoint="draws.index",
        icon="gift",
        permission=Permission.VIEW,
        order=55,
    ),
)
