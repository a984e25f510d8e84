"""Pages of the statistics room: the official form, its cells, its files, tallies, and the same for programs."""

from quizapp.accounts import Permission
from quizapp.kit.i18n import N_
from quizapp.statistics import (
    views_api,
    views_cell,
    views_external,
    views_files,
    views_form,
    views_looks,
    views_tallies,
)
from quizapp.web import NavGroup, NavItem

blueprints = (
    views_form.blueprint, views_cell.blueprint, views_external.blueprint, views_files.blueprint,
    views_looks.blueprint, views_tallies.blueprint, views_api.blueprint,
)  # fmt: skip

console_nav = (
    NavItem(
        label=N_("统计表"),
        group=NavGroup.REPORTS,
        endpoint="statistics.index",
        icon="table",
        permission=Permission.VIEW,
        order=60,
        also=("statistics_cell", "statistics_external", "statistics_looks", "tallies", "datasets"),
    ),
)
