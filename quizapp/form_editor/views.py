"""Pages of the form editor."""

from quizapp.form_editor import views_design, views_import, views_list, views_row, views_rules, views_versions
from quizapp.form_editor.views_shared import EDIT
from quizapp.kit.i18n import N_
from quizapp.web import NavGroup, NavItem

blueprints = (
    views_list.blueprint, views_import.blueprint, views_design.blueprint, views_row.blueprint, views_rules.blueprint,
    views_versions.blueprint,
)  # fmt: skip

console_nav = (
    NavItem(
        label=N_("设计表样"),
        group=NavGroup.REPORTS,
        endpoint="form_designs.index",
        icon="edit",
        permission=EDIT,
        order=70,
        also=("form_import", "form_design", "form_row", "form_rules", "form_versions"),
    ),
)
