"""Pages of the accounts room: signing in, one's own account, and the staff of one's units."""

from quizapp.accounts import views_account, views_sign_in, views_staff
from quizapp.accounts.rules import Permission
from quizapp.kit.i18n import N_
from quizapp.web import NavGroup, NavItem

blueprints = (views_sign_in.blueprint, views_account.blueprint, views_staff.blueprint)

console_nav = (
    NavItem(
        label=N_("人员账号"),
        group=NavGroup.SETTINGS,
        endpoint="staff.index",
        icon="user-check",
        permission=Permission.MANAGE_STAFF,
        order=80,
    ),
)
