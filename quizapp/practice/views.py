"""Pages of practice."""

from quizapp.accounts import Permission
from quizapp.kit.i18n import N_
from quizapp.practice import views_challenge, views_console, views_daily, views_mine, views_phone, views_race
from quizapp.web import NavGroup, NavItem

blueprints = (
    views_console.blueprint, views_phone.blueprint, views_daily.blueprint, views_challenge.blueprint,
    views_race.blueprint, views_mine.blueprint,
)  # fmt: skip

console_nav = (
    NavItem(
        label=N_("练习"),
        group=NavGroup.CONTESTS,
        endpoint="practice_console.index",
        icon="book",
        permission=Permission.VIEW,
        order=53,
    ),
)
