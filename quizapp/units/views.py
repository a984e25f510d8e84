"""Pages of the unit tree, for staff."""

from quizapp.accounts import Permission
from quizapp.kit.i18n import N_
from quizapp.units import views_change, views_import, views_tree
from quizapp.web import NavGroup, NavItem

#: One blueprint, its routes spread over three files by what people do.
blueprints = (views_tree.blueprint,)
__all__ = ["blueprints", "console_nav", "views_change", "views_import"]

console_nav = (
    NavItem(
        label=N_("单位管理"),
        group=NavGroup.SETTINGS,
        endpoint="units.index",
        icon="unit",
        permission=Permission.VIEW,
        order=60,
    ),
)
