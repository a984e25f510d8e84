"""What every page shows around its content: language, elder view, navigation, the footer's names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import lru_cache
from itertools import groupby
from types import ModuleType
from typing import Any

from flask import Flask, request, url_for
from flask_babel import gettext, to_user_timezone

from quizapp.accounts import SESSION_IDLE, Permission, SignedIn
from quizapp.kit.i18n import N_
from quizapp.kit.text import mask_name
from quizapp.web.context import now, settings, signed_in
from quizapp.web.i18n import current_locale
from quizapp.web.moulds import fixed_part
from quizapp.web.staff_session import owes_second_factor

ELDER_COOKIE = "elder"


class NavGroup(Enum):
    """Parts of the console's navigation, in their order; the value is the heading (a message id)."""

    TODAY = ""
    ON_SITE = N_("活动现场")
    CONTESTS = N_("竞赛答题")
    REPORTS = N_("统计报送")
    PLANS = N_("计划考核")
    SETTINGS = N_("管理设置")


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """An entry of the console's navigation: a views module lists its own as ``console_nav``."""

    label: str
    endpoint: str
    icon: str
    #: Shown to whoever may do this somewhere; None = all staff.
    permission: Permission | None = None
    group: NavGroup
    #: Place in the group, ascending, ten apart. A phone's bar shows the first entry of each of the first groups.
    order: int = 100
    #: Further blueprints whose pages belong to this entry.
    also: tuple[str, ...] = ()


_PLACES = {group: place for place, group in enumerate(NavGroup)}


def init_pages(app: Flask, views: Sequence[ModuleType]) -> None:
    """Give all templates what the layouts need."""
    items: list[NavItem] = [item for module in views for item in getattr(module, "console_nav", ())]
    app.extensions["quizapp.nav"] = tuple(sorted(items, key=lambda item: (_PLACES[item.group], item.order)))
    app.context_processor(lambda: _page_context(app))
    app.add_template_global(fixed_part, "fixed_part")
    app.add_template_filter(show_moment, "moment")
    app.add_template_filter(show_day, "day")
    app.add_template_filter(short_label, "short_label")
    app.add_template_filter(show_used_time, "used_time")
    app.add_template_filter(mask_name, "masked")


def reads_large(cookies: Mapping[str, str]) -> bool:
    """Whether the browser with these cookies wants the view for elders."""
    return cookies.get(settings().cookie_name(ELDER_COOKIE)) == "1"


def show_moment(moment: datetime | None) -> str:
    """``2026-06-16 10:00`` in the site's time zone; empty for None. In templates: ``{{ at|moment }}``."""
    return _show_minute(moment.replace(second=0, microsecond=0)) if moment else ""


@lru_cache(maxsize=4096)
def _show_minute(minute: datetime) -> str:
    return f"{to_user_timezone(minute):%Y-%m-%d %H:%M}"


def show_day(moment: datetime | None) -> str:
    """``2026-06-16`` in the site's time zone; empty for None. In templates: ``{{ at|day }}``."""
    return f"{to_user_timezone(moment):%Y-%m-%d}" if moment else ""


def show_used_time(milliseconds: int) -> str:
    """``1 分 20 秒``; full seconds. In templates: ``{{ used_ms|used_time }}``."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    if minutes:
        return str(gettext("%(m)s 分 %(s)s 秒", m=minutes, s=seconds))
    return str(gettext("%(s)s 秒", s=seconds))


def short_label(label: object) -> str:
    """A field's label without what stands in brackets, for summaries."""
    return str(label).split("（")[0].split(" (")[0]


def _page_context(app: Flask) -> dict[str, Any]:
    found = signed_in()
    # before a one-time password is replaced or a second factor set up, every entry would only lead back to its form.
    may_go_on = found is not None and not found.must_change_password and not owes_second_factor(found)
    here = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return {
        "site": settings().site,
        "locale": current_locale(),
        "offline_pages": settings().offline_pages,
        "elder": reads_large(request.cookies),
        "next_url": here,
        "preferences_url": url_for("web.preferences"),
        "sign_out_url": url_for("accounts.sign_out"),
        "account_url": url_for("account.overview") if may_go_on else "",
        "downloads_url": url_for("downloads.index") if may_go_on and _may_export() else "",
        "current_user": found.actor if found else None,
        "session_ends": _session_ends(found, here) if found else None,
        "console_nav": _navigation(app) if may_go_on else [],
    }


def _session_ends(found: SignedIn, here: str) -> dict[str, Any]:
    """What the page must know to clear itself when nobody is signed in any more."""
    return {
        "idle_s": int(SESSION_IDLE.total_seconds()),
        "left_s": int((found.expires_at - now()).total_seconds()),
        "sign_in_url": url_for("accounts.sign_in", next=here),
    }


def _may_export() -> bool:
    found = signed_in()
    return found is not None and found.actor.can_somewhere(Permission.EXPORT)


def _navigation(app: Flask) -> list[dict[str, Any]]:
    """Groups with the entries that the signed-in person can use; the one he is in is active."""
    found = signed_in()
    assert found is not None
    usable = [
        item
        for item in app.extensions["quizapp.nav"]
        if item.permission is None or found.actor.can_somewhere(item.permission)
    ]
    return [
        {"label": gettext(group.value) if group.value else "", "items": [_entry(item) for item in items]}
        for group, items in groupby(usable, key=lambda item: item.group)
    ]


def _entry(item: NavItem) -> dict[str, Any]:
    room = (request.endpoint or "").split(".")[0]
    is_here = item.endpoint == request.endpoint or room in {item.endpoint.split(".")[0], *item.also}
    return {"label": gettext(item.label), "url": url_for(item.endpoint), "icon": item.icon, "active": is_here}
