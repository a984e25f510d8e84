"""Pages of contests: the participant's, the console's, and the JSON of both kinds of phones' scripts."""

from quizapp.accounts import Permission
from quizapp.contests import (
    api,
    views_actions,
    views_analysis,
    views_answer,
    views_api_time,
    views_console,
    views_export,
    views_files,
    views_move,
    views_papers,
    views_participant,
    views_report,
    views_required,
    views_summary,
    views_time,
    views_trial,
)
from quizapp.kit.i18n import N_
from quizapp.web import NavGroup, NavItem

blueprints = (
    views_participant.blueprint,
    views_console.blueprint,
    views_actions.blueprint,
    views_files.blueprint,
    views_analysis.blueprint,
    views_export.blueprint,
    views_summary.blueprint,
    views_required.blueprint,
    views_trial.blueprint,
    views_time.blueprint,
    views_papers.blueprint,
    api.blueprint,
    views_api_time.blueprint,
)

console_nav = (
    NavItem(
        label=N_("竞赛"),
        group=NavGroup.CONTESTS,
        endpoint="contests.index",
        icon="contest",
        permission=Permission.VIEW,
        order=30,
    ),
)
#: These add their pages to the participant's blueprint.
__all__ = ["blueprints", "console_nav", "views_answer", "views_move", "views_report"]
