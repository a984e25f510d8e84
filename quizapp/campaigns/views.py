"""Pages of a campaign: what participants see, and the console's first page and settings."""

from quizapp.campaigns import views_console, views_identity, views_public, views_record, views_today
from quizapp.kit.i18n import N_
from quizapp.web import NavGroup, NavItem

blueprints = (
    views_public.blueprint,
    views_identity.blueprint,
    views_record.blueprint,
    views_today.blueprint,
    views_console.blueprint,
)

console_nav = (
    NavItem(label=N_("今天"), group=NavGroup.TODAY, endpoint="today.index", icon="today", order=10),
    NavItem(
        label=N_("活动设置"), group=NavGroup.SETTINGS, endpoint="campaign_console.index", icon="settings", order=90
    ),
)
