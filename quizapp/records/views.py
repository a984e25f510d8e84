"""Pages of the book of records on the console."""

from quizapp.accounts import Permission
from quizapp.kit.i18n import N_
from quizapp.records import views_batches, views_book, views_edit, views_import, views_quick
from quizapp.web import NavGroup, NavItem

blueprints = (
    views_book.blueprint, views_edit.blueprint, views_quick.blueprint, views_import.blueprint, views_batches.blueprint,
)  # fmt: skip

console_nav = (
    NavItem(
        label=N_("台账"),
        group=NavGroup.REPORTS,
        endpoint="records.index",
        icon="book",
        permission=Permission.VIEW,
        order=63,
        also=("record_edit", "record_lines", "record_import", "record_batches"),
    ),
)
