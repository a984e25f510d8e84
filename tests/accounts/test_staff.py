"""Accounts and roles: who may make, change and take over whom."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts import (
    SYSTEM,
    Actor,
    Grant,
    Permission,
    Role,
    change_password,
    check_password,
    check_password_change,
    create_staff,
    find_session,
    get_staff,
    grant_role,
    list_staff,
    make_one_time_password,
    open_session,
    reset_password,
    revoke_role,
    set_active,
)
from quizapp.accounts.models import RoleGrant, Staff
from quizapp.accounts.service import sessions
from quizapp.db import Store
from quizapp.errors import Conflict, Invalid, NotAllowed, NotFound
from quizapp.units import move_unit
from tests.support.cast import PASSWORD, Cast
from tests.support.clock import FakeClock
from tests.support.counting import statement_counter
from tests.support.factories import insert_grant, insert_staff


def test_it_works(store: Store, cast: Cast, clock: FakeClock) -> None:
    with store.write() as session:
        made = create_staff(
            session, cast.adam.actor, username="Ｌi.Lei ", display_name=" 李 雷 ", role=Role.HELPER, unit_id=cast.hongxing.id,
            password=make_one_time_password(), now=clock(),
        )  # fmt: skip
    assert made.username == "li.lei"
    with store.read() as session:
        view = get_staff(session, cast.adam.actor, made.id)
        assert (view.display_name, view.must_change_password) == ("李 雷", True)
        assert [(grant.role, grant.unit_name) for grant in view.grants] == [(Role.HELPER, "红星村")]
        assert check_password(session, username="LI.LEI", password=made.one_time_password) is not None


def test_the_password_is_kept_as_argon2_at_19_mib(store: Store, cast: Cast, clock: FakeClock) -> None:
    with store.write() as session:
        made = create_staff(
            session,
            SYSTEM,
            username="first",
            display_name="First",
            role=Role.CAMPAIGN_ADMIN,
            unit_id=cast.county.id,
            password=make_one_time_password(),
            now=clock(),
        )
        stored = session.scalar(select(Staff.password_hash).where(Staff.id == made.id)) or ""
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert made.one_time_password not in stored


@pytest.mark.parametrize("username", ["", "a", "x" * 41, "a b", "<script>", "a/b", "-ab", "ab-", "a\u202eb c", "@lice"])
def test_an_unusable_account_name_is_refused(store: Store, cast: Cast, clock: FakeClock, username: str) -> None:
    with pytest.raises(Invalid) as refused, store.write() as session:
        create_staff(
            session, SYSTEM, username=username, display_name="X", role=Role.HELPER, unit_id=cast.town.id,
            password=make_one_time_password(), now=clock(),
        )  # fmt: skip
    assert refused.value.field == "username"


def test_a_taken_account_name_is_refused_however_it_is_spelled(store: Store, cast: Cast, clock: FakeClock) -> None:
    with pytest.raises(Invalid, match="已经有人用了"), store.write() as session:
        create_staff(
            session, SYSTEM, username="ＡLICE", display_name="X", role=Role.HELPER, unit_id=cast.town.id,
            password=make_one_time_password(), now=clock(),
        )  # fmt: skip


def test_nobody_gives_a_role_outside_his_units(store: Store, cast: Cast, clock: FakeClock) -> None:
    for unit in (cast.sister_town, cast.county, cast.stranger_town):
        with pytest.raises(NotFound), store.write() as session:
            grant_role(session, cast.adam.actor, staff_id=cast.bob.id, role=Role.VIEWER, unit_id=unit.id, now=clock())


def test_only_admins_give_roles(store: Store, cast: Cast, clock: FakeClock) -> None:
    for officer in (cast.alice, cast.bob, cast.vera, cast.audrey):
        with pytest.raises(NotAllowed), store.write() as session:
            grant_role(
                session, officer.actor, staff_id=cast.bob.id, role=Role.VIEWER, unit_id=cast.town.id, now=clock()
            )


def test_a_role_given_twice_is_one_role(store: Store, cast: Cast, clock: FakeClock) -> None:
    with store.write() as session:
        for _ in range(2):
            grant_role(
                session, cast.adam.actor, staff_id=cast.bob.id, role=Role.VIEWER, unit_id=cast.town.id, now=clock()
            )
        count = len(session.scalars(select(RoleGrant.id).where(RoleGrant.staff_id == cast.bob.id)).all())
    assert count == 2, "helper and viewer"


def _grant_id(store: Store, staff_id: int) -> int:
    with store.read() as session:
        return session.scalars(select(RoleGrant.id).where(RoleGrant.staff_id == staff_id)).one()


def grants_after_withdrawal(store: Store, cast: Cast, clock: FakeClock) -> tuple[Grant, ...]:
    """What Bob may still do in an open session once his only role was taken away."""
    with store.write() as session:
        token = open_session(session, cast.bob.id, now=clock())
    with store.read() as session:
        before = find_session(session, token, now=clock())
        assert before is not None
        assert before.actor.grants
    with store.write() as session:
        revoke_role(session, cast.adam.actor, staff_id=cast.bob.id, grant_id=_grant_id(store, cast.bob.id))
    with store.read() as session:
        found = find_session(session, token, now=clock())
    assert found is not None
    return found.actor.grants


def test_a_withdrawn_role_counts_no_more_on_the_next_request(store: Store, cast: Cast, clock: FakeClock) -> None:
    assert grants_after_withdrawal(store, cast, clock) == ()


def test_the_twin_that_remembers_roles_is_caught(
    store: Store, cast: Cast, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest, known = sessions.read_grants, dict[int, tuple[Grant, ...]]()

    def remembered(session: Session, staff_id: int) -> tuple[Grant, ...]:
        return known.setdefault(staff_id, honest(session, staff_id))

    monkeypatch.setattr(sessions, "read_grants", remembered)
    assert [grant.role for grant in grants_after_withdrawal(store, cast, clock)] == [Role.HELPER]


def test_a_role_elsewhere_cannot_be_withdrawn_by_its_number(store: Store, cast: Cast) -> None:
    for staff_id, grant_of in ((cast.sun.id, cast.sun.id), (cast.bob.id, cast.sun.id), (cast.zhao.id, cast.zhao.id)):
        with pytest.raises(NotFound), store.write() as session:
            revoke_role(session, cast.adam.actor, staff_id=staff_id, grant_id=_grant_id(store, grant_of))


def test_nobody_withdraws_his_own_role(store: Store, cast: Cast) -> None:
    with pytest.raises(Conflict), store.write() as session:
        revoke_role(session, cast.adam.actor, staff_id=cast.adam.id, grant_id=_grant_id(store, cast.adam.id))


def test_disabling_ends_all_sessions_at_once(store: Store, cast: Cast, clock: FakeClock) -> None:
    with store.write() as session:
        tokens = [open_session(session, cast.bob.id, now=clock()) for _ in range(3)]
        set_active(session, cast.adam.actor, cast.bob.id, is_active=False, now=clock())
        set_active(session, cast.adam.actor, cast.bob.id, is_active=True, now=clock())
    with store.read() as session:
        assert [find_session(session, token, now=clock()) for token in tokens] == [None] * 3


def test_nobody_takes_over_someone_above_or_beside_him(store: Store, cast: Cast, clock: FakeClock) -> None:
    """A helper of the town who is admin of another county: the town's admin may not reset his password."""
    with store.write() as session:
        insert_grant(session, clock(), staff_id=cast.bob.id, role=Role.CAMPAIGN_ADMIN, unit_id=cast.stranger_county.id)
    password = make_one_time_password()
    for deed in (partial(reset_password, password=password), partial(set_active, is_active=False)):
        with pytest.raises(NotAllowed), store.write() as session:
            deed(session, cast.adam.actor, cast.bob.id, now=clock())
        with pytest.raises(NotFound), store.write() as session:
            deed(session, cast.adam.actor, cast.chen.id, now=clock())


def test_only_roles_within_reach_are_listed(store: Store, cast: Cast, clock: FakeClock) -> None:
    with store.write() as session:
        insert_grant(session, clock(), staff_id=cast.bob.id, role=Role.VIEWER, unit_id=cast.stranger_county.id)
    with store.read() as session:
        view = get_staff(session, cast.adam.actor, cast.bob.id)
    assert [grant.unit_id for grant in view.grants] == [cast.town.id]


def test_the_list_is_scoped_searched_and_costs_four_statements(store: Store, cast: Cast, clock: FakeClock) -> None:
    with store.write() as session:
        for number in range(60):
            staff_id = insert_staff(session, clock(), username=f"officer{number:02}", display_name=f"干部{number:02}")
            insert_grant(session, clock(), staff_id=staff_id, role=Role.HELPER, unit_id=cast.qingshan.id)
    with statement_counter(store) as sent, store.read() as session:
        page = list_staff(session, cast.adam.actor, page=2)
    assert len(sent) <= 4, str(sent)
    assert (page.total, len(page.people)) == (67, 17)
    with store.read() as session:
        assert {each.id for each in list_staff(session, cast.zhao.actor).people} == {cast.zhao.id}
        assert [each.id for each in list_staff(session, cast.adam.actor, search="ALI").people] == [cast.alice.id]
        assert list_staff(session, cast.adam.actor, search="100%_").total == 0


def test_a_grant_follows_its_unit_when_it_moves(store: Store, cast: Cast, clock: FakeClock) -> None:
    with store.write() as session:
        token = open_session(session, cast.hong.id, now=clock())
        move_unit(session, cast.hongxing.id, cast.sister_town.id, actor="Alice", now=clock())
    with store.read() as session:
        found = find_session(session, token, now=clock())
    assert found is not None
    assert found.actor.paths(Permission.VIEW)[0].startswith(cast.sister_town.path)


def test_changing_the_password_ends_the_other_sessions(store: Store, cast: Cast, clock: FakeClock) -> None:
    with store.write() as session:
        mine, other = (open_session(session, cast.alice.id, now=clock()) for _ in range(2))
        here = find_session(session, mine, now=clock())
        assert here is not None
        change = check_password_change(session, cast.alice.id, current=PASSWORD, new="a lantern over the river")
        change_password(session, cast.alice.id, change, session_id=here.session_id, now=clock())
    with store.read() as session:
        assert find_session(session, mine, now=clock()) is not None
        assert find_session(session, other, now=clock()) is None
        assert check_password(session, username="alice", password=PASSWORD) is None
        assert check_password(session, username="alice", password="a lantern over the river") is not None


def test_the_present_password_is_asked_for(store: Store, cast: Cast) -> None:
    with pytest.raises(Invalid) as refused, store.read() as session:
        check_password_change(session, cast.alice.id, current="wrong", new="a lantern over the river")
    assert refused.value.field == "current_password"


def test_of_two_changes_from_the_same_password_one_is_made(store: Store, cast: Cast, clock: FakeClock) -> None:
    """It is checked outside of the transaction: what an administrator reset meanwhile stays reset, too."""
    with store.read() as session:
        first, second = (
            check_password_change(session, cast.alice.id, current=PASSWORD, new=new)
            for new in ("a lantern over the river", "two boats under the bridge")
        )
    with store.write() as session:
        change_password(session, cast.alice.id, first, session_id=None, now=clock())
    with pytest.raises(Invalid) as refused, store.write() as session:
        change_password(session, cast.alice.id, second, session_id=None, now=clock())
    assert refused.value.field == "current_password"
    with store.read() as session:
        assert check_password(session, username="alice", password="a lantern over the river") is not None


def test_the_command_line_may_do_everything_everywhere(cast: Cast) -> None:
    assert isinstance(SYSTEM, Actor)
    for unit in (cast.county, cast.hongxing, cast.stranger_town):
        for permission in Permission:
            SYSTEM.require(permission, unit.path)
