"""All blueprints of the live quiz."""

from __future__ import annotations

from quizapp.accounts import Permission
from quizapp.kit.i18n import N_
from quizapp.live.api import blueprint as api_blueprint
from quizapp.live.views_api_host import blueprint as host_api_blueprint
from quizapp.live.views_console import blueprint as console_blueprint
from quizapp.live.views_files import blueprint as files_blueprint
from quizapp.live.views_host import blueprint as host_blueprint
from quizapp.live.views_host import remote as remote_blueprint
from quizapp.live.views_phone import blueprint as phone_blueprint
from quizapp.live.views_questions import blueprint as questions_blueprint
from quizapp.live.views_screen import blueprint as screen_blueprint
from quizapp.web import NavGroup, NavItem

blueprints = (
    console_blueprint,
    questions_blueprint,
    files_blueprint,
    api_blueprint,
    host_api_blueprint,
    host_blueprint,
    phone_blueprint,
    remote_blueprint,
    screen_blueprint,
)
console_nav = (
    NavItem(
        label=N_("直播答题"), group=NavGroup.CONTESTS, endpoint="live_console.index", icon="live",
        permission=Permission.VIEW, order=45, also=("live_questions", "live_host"),
    ),
)  # fmt: skip
