"""Pages of people, for staff: participants, one person, rosters."""

from quizapp.accounts import Permission
from quizapp.kit.i18n import N_
from quizapp.people import views_person, views_roster
from quizapp.web import NavGroup, NavItem

#: One blueprint, its routes spread over files by what people do.
blueprints = (views_person.blueprint,)

console_nav = (
    NavItem(
        label=N_("人员"),
        group=NavGroup.SETTINGS,
        endpoint="people.index",
        icon="people",
        permission=Permission.VIEW,
        order=50,
    ),
)
__all__ = ["blueprints", "console_nav", "views_roster"]
