"""Staff: who may sign in to the console, which role he has at which unit, and his open sessions.

Participants do not belong here; they have no account (see ``people``).
"""

from quizapp.accounts.rules import SYSTEM, Actor, Grant, Permission, Role, topmost
from quizapp.accounts.service.sessions import (
    OpenSession,
    SignedIn,
    find_session,
    list_sessions,
    note_seen,
    open_session,
    read_grants,
    revoke_all_sessions,
    revoke_session,
    sign_out,
)

__all__ = [
    "SYSTEM",
    "Actor",
    "Grant",
    "OpenSession",
    "Permission",
    "Role",
    "SignedIn",
    "find_session",
    "list_sessions",
    "note_seen",
    "open_session",
    "read_grants",
    "revoke_all_sessions",
    "revoke_session",
    "sign_out",
    "topmost",
]
