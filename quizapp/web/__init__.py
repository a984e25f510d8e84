"""The edge: HTTP comes in, features' services are called, pages go out. No rule of the house lives here.

Views of features import from here: who may come, the store, the moment, who acts.
"""

from quizapp.web.api import api_route
from quizapp.web.app import create_app
from quizapp.web.assets import asset
from quizapp.web.console import (
    ConsoleScope,
    choose_campaign,
    console_scope,
    find_in_campaign,
    find_scope,
    offered_campaigns,
    require_part,
)
from quizapp.web.context import actor, note, now, services, settings, signed_in, store, vault
from quizapp.web.csrf import bearer, form_token
from quizapp.web.downloads import send_document, send_rows
from quizapp.web.entrance import enter
from quizapp.web.errors import wants_json
from quizapp.web.forms import show_invalid, unit_choices
from quizapp.web.i18n import locale_of, say, translate_error
from quizapp.web.kept_pages import kept_page
from quizapp.web.layer import Answering, Asked, Layer, LeaveIt, Said
from quizapp.web.limits import by_address, by_argument, by_both, by_device, by_field, by_session, count_try, limited
from quizapp.web.moulds import Mould, hole
from quizapp.web.pages import NavGroup, NavItem, reads_large, show_moment
from quizapp.web.participant import device_key, device_of, known_device_key
from quizapp.web.phones import Phone
from quizapp.web.policy import participant, public, staff
from quizapp.web.readers import Reader, read_reader, reader
from quizapp.web.redirects import came_from, safe_next
from quizapp.web.security import frameable, locked_down, plain_headers, read_small_body, state_headers, uses_camera

__all__ = [
    "Answering",
    "Asked",
    "ConsoleScope",
    "Layer",
    "LeaveIt",
    "Mould",
    "NavGroup",
    "NavItem",
    "Phone",
    "Reader",
    "Said",
    "actor",
    "api_route",
    "asset",
    "bearer",
    "by_address",
    "by_argument",
    "by_both",
    "by_device",
    "by_field",
    "by_session",
    "came_from",
    "choose_campaign",
    "console_scope",
    "count_try",
    "create_app",
    "device_key",
    "device_of",
    "enter",
    "find_in_campaign",
    "find_scope",
    "form_token",
    "frameable",
    "hole",
    "kept_page",
    "known_device_key",
    "limited",
    "locale_of",
    "locked_down",
    "note",
    "now",
    "offered_campaigns",
    "participant",
    "plain_headers",
    "public",
    "read_reader",
    "read_small_body",
    "reader",
    "reads_large",
    "require_part",
    "safe_next",
    "say",
    "send_document",
    "send_rows",
    "services",
    "settings",
    "show_invalid",
    "show_moment",
    "signed_in",
    "staff",
    "state_headers",
    "store",
    "translate_error",
    "unit_choices",
    "uses_camera",
    "vault",
    "wants_json",
]
