"""Pages of question banks, for staff who may edit them: the pages hold answer keys."""

from quizapp.accounts import Permission
from quizapp.banks import (
    api,
    views_bank,
    views_bulk,
    views_export,
    views_fix,
    views_import,
    views_imports,
    views_question,
    views_review,
    views_stock,
    views_write,
)
from quizapp.kit.i18n import N_
from quizapp.web import NavGroup, NavItem

#: One blueprint for pages, its routes spread over files by what people do.
blueprints = (views_bank.blueprint, api.blueprint)

console_nav = (
    NavItem(
        label=N_("题库"),
        group=NavGroup.CONTESTS,
        endpoint="banks.index",
        icon="bank",
        permission=Permission.EDIT_BANKS,
        order=40,
    ),
)
__all__ = [
    "blueprints",
    "console_nav",
    "views_bulk",
    "views_export",
    "views_fix",
    "views_import",
    "views_imports",
    "views_question",
    "views_review",
    "views_stock",
    "views_write",
]
