"""Pages of evaluations: those of a session, filling one in, and the improvements of one's units."""

from quizapp.accounts import Permission
from quizapp.evaluations import views_fill, views_improve, views_list, views_raise, views_session
from quizapp.kit.i18n import N_
from quizapp.web import NavGroup, NavItem

blueprints = (
    views_session.blueprint,
    views_fill.blueprint,
    views_list.blueprint,
    views_raise.blueprint,
    views_improve.blueprint,
)

console_nav = (
    NavItem(
        label=N_("问题整改"), group=NavGroup.ON_SITE, endpoint="improvements.index", icon="flag", permission=Permission.VIEW, order=46,
        also=("improvement",),
    ),
)  # fmt: skip
