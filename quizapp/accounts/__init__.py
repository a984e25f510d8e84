"""Staff: who may sign in to the console, which role he has at which unit, and his open sessions.

Participants do not belong here; they have no account (see ``people``).
"""

from quizapp.accounts.queries import (
    GrantView,
    StaffPage,
    StaffView,
    count_without_second_factor,
    get_staff,
    list_colleagues,
    list_staff,
    staff_names,
)
from quizapp.accounts.rules import (
    SYSTEM,
    Actor,
    Grant,
    Permission,
    Role,
    SecondFactorDemand,
    demands_second_factor,
    topmost,
)
from quizapp.accounts.service.grants import grant_role, revoke_role
from quizapp.accounts.service.passwords import OneTimePassword, check_new_password, make_one_time_password
from quizapp.accounts.service.second_factor import (
    begin_set_up,
    describe_secret,
    disable,
    enable,
    remove_second_factor,
    use_code,
)
from quizapp.accounts.service.sessions import IDLE as SESSION_IDLE
from quizapp.accounts.service.sessions import (
    OpenSession,
    SignedIn,
    find_session,
    list_sessions,
    note_proven,
    note_seen,
    open_session,
    read_grants,
    revoke_all_sessions,
    revoke_session,
    sign_out,
)
from quizapp.accounts.service.signing import Proven, check_password, get_proven, home_unit, unit_of_username
from quizapp.accounts.service.staff import (
    NewStaff,
    PasswordChange,
    change_password,
    check_password_change,
    create_staff,
    reset_password,
    set_active,
)

__all__ = [
    "SESSION_IDLE",
    "SYSTEM",
    "Actor",
    "Grant",
    "GrantView",
    "NewStaff",
    "OneTimePassword",
    "OpenSession",
    "PasswordChange",
    "Permission",
    "Proven",
    "Role",
    "SecondFactorDemand",
    "SignedIn",
    "StaffPage",
    "StaffView",
    "begin_set_up",
    "change_password",
    "check_new_password",
    "check_password",
    "check_password_change",
    "count_without_second_factor",
    "create_staff",
    "demands_second_factor",
    "describe_secret",
    "disable",
    "enable",
    "find_session",
    "get_proven",
    "get_staff",
    "grant_role",
    "home_unit",
    "list_colleagues",
    "list_sessions",
    "list_staff",
    "make_one_time_password",
    "note_proven",
    "note_seen",
    "open_session",
    "read_grants",
    "remove_second_factor",
    "reset_password",
    "revoke_all_sessions",
    "revoke_role",
    "revoke_session",
    "set_active",
    "sign_out",
    "staff_names",
    "topmost",
    "unit_of_username",
    "use_code",
]
