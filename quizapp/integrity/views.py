"""Pages of integrity."""

from quizapp.accounts import Permission
from quizapp.integrity import views_console, views_decide, views_phone
from quizapp.kit.i18n import N_
from quizapp.web import NavGroup, NavItem

blueprints = (views_console.blueprint, views_decide.blueprint, views_phone.blueprint)

console_nav = (
    NavItem(
        label=N_("存疑答卷"),
        group=NavGroup.CONTESTS,
        endpoint="integrity.index",
        icon="shield",
        permission=Permission.VIEW,
        order=57,
    ),
)
