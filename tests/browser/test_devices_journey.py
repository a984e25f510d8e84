"""Devices at the door in a real browser: a camera that sees a code, a phone that loses its network, a kiosk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import qrcode
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import func, select

from quizapp.accounts import open_session
from quizapp.activities import SessionFacts
from quizapp.checkins import issue_codes
from quizapp.db import Store
from quizapp.devices import DeviceRole, DoorUpload, count_outcomes, invite_device, list_devices, revoke_device
from quizapp.kit.clock import utc_now
from quizapp.people import Person
from quizapp.settings import Settings
from quizapp.web.app import make_services
from quizapp.web.signing import SessionCookie
from tests.browser.conftest import ARGUMENTS, PHONE, Site
from tests.browser.plugs import Pluggable, copied
from tests.support.cast import Cast, Officer
from tests.support.clock import FakeClock
from tests.support.looks import violations
from tests.support.month import Month, add_person, figure, open_month, plan_session
from tests.support.stores import Databases

WORD, NAME = "[data-part=word]", "[data-part=name]"


@dataclass(frozen=True, kw_only=True)
class Door:
    """An open session with three villagers, and what makes links and codes."""

    month: Month
    facts: SessionFacts
    codes: tuple[str, ...]
    invite: Callable[..., tuple[str, str]]


@pytest.fixture
def door(store: Store, cast: Cast, settings: Settings) -> Door:
    """A session of 红星村 that is open by the real clock: a phone's own clock counts here."""
    with store.write() as session:
        month = open_month(session, cast)
        facts = plan_session(session, month, cast.hongxing, title="避险逃生演练", expected=3, now=utc_now())
        people = [add_person(session, month, cast.hongxing, name) for name in ("张桂兰", "单红星", "欧阳小明")]
        ids = [person.id for person in people]
        issued = issue_codes(session, ids, key=settings.key_for("checkin"), actor="staff:1", now=utc_now())

    def invite(role: DeviceRole = DeviceRole.STEWARD, name: str = "东门") -> tuple[str, str]:
        with store.write() as session:
            made = invite_device(
                session, facts, role=role, name=name, hours=None, key=settings.key_for("door-devices"),
                actor="staff:1", now=utc_now(),
            )  # fmt: skip
        return f"/door/join#{made.secret}", made.pin

    return Door(month=month, facts=facts, codes=tuple(issued[each] for each in ids), invite=invite)


def _heads(store: Store, cast: Cast, door: Door) -> int:
    with store.read() as session:
        return figure(session, door.month, cast.county, "attendance")


def _join(page: Page, link: str) -> Page:
    page.goto(link)
    page.get_by_role("button", name="在这台手机上开始").click()
    page.wait_for_url(re.compile(r"/door/(scan|kiosk)$"))
    expect(page.get_by_role("heading", name="避险逃生演练")).to_be_visible()
    return page


def _sign_in(context: BrowserContext, site: Site, store: Store, officer: Officer) -> None:
    with store.write() as session:
        token = open_session(session, officer.id, device="test", address="127.0.0.1", now=utc_now())
    serializer = SessionCookie().get_signing_serializer(site.app)
    assert serializer is not None
    context.add_cookies([{"name": "session", "value": str(serializer.dumps({"_user_id": token})), "url": site.url}])


def _usb(page: Page, text: str) -> None:
    """A USB scanner: a keyboard that types in no time and ends with Enter."""
    page.locator("body").click(position={"x": 5, "y": 5})
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def _serious(page: Page) -> list[str]:
    found = violations(page)
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in {"serious", "critical"}]


def _write_film(path: Path, text: str) -> None:
    """What a camera would see: a code on a desk, one second of it."""
    picture = Image.new("L", (640, 480), 190)
    picture.paste(qrcode.make(text, box_size=8).get_image().convert("L").resize((330, 330)), (155, 75))
    frame = picture.tobytes() + b"\x80" * (2 * 320 * 240)
    path.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + (b"FRAME\n" + frame) * 10)


@pytest.fixture
def filmed(browser: Browser, site: Site, door: Door, tmp_path: Path) -> Iterator[Page]:
    """A phone whose camera sees 张桂兰's code."""
    film = tmp_path / "code.y4m"
    _write_film(film, door.codes[0])
    seeing = browser.browser_type.launch(
        executable_path="/usr/bin/chromium",
        args=[
            *ARGUMENTS, "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ],
    )  # fmt: skip
    context = seeing.new_context(base_url=site.url, **PHONE)
    context.set_default_timeout(120_000)
    yield context.new_page()
    seeing.close()


def test_from_the_organizers_form_to_a_camera_that_checks_somebody_in(
    page: Page, phone: BrowserContext, filmed: Page, site: Site, store: Store, cast: Cast, door: Door
) -> None:
    _sign_in(phone, site, store, cast.alice)
    page.goto(f"/console/sessions/{door.facts.id}/devices")
    page.get_by_label("给谁、放在哪").fill("东门 小李")
    page.get_by_role("button", name="生成链接").click()
    link = page.locator("#device-link").input_value()
    assert link.startswith(f"{site.url}/door/join#")
    expect(page.get_by_alt_text("设备链接的二维码")).to_be_visible()
    _join(filmed, link)
    filmed.get_by_role("button", name="开始扫码").click()
    expect(filmed.locator(WORD)).to_have_text("签到成功")
    expect(filmed.locator(NAME)).to_have_text("张*兰")
    expect(filmed.locator("[data-log] li")).to_have_attribute("data-state", "sent")
    assert _heads(store, cast, door) == 1
    page.goto(f"/console/sessions/{door.facts.id}/devices")
    expect(page.get_by_role("row", name="东门 小李")).to_contain_text("在线")


def test_a_photo_of_the_code_does_as_well(page: Page, store: Store, cast: Cast, door: Door) -> None:
    _join(page, door.invite()[0])
    picture = BytesIO()
    qrcode.make(door.codes[1]).save(picture)
    photo = {"name": "code.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    page.locator("[data-photo]").set_input_files(photo)
    expect(page.locator(NAME)).to_have_text("单*星")
    expect(page.locator("[data-verdict-screen]")).to_have_attribute("data-verdict", "done")
    assert _heads(store, cast, door) == 1


@pytest.mark.sqlite_only
def test_a_name_by_initials_a_second_scan_and_a_poster(page: Page, store: Store, cast: Cast, door: Door) -> None:
    _join(page, door.invite()[0])
    page.locator("#typed").fill("oyxm")
    page.get_by_role("button", name="欧**明").click()
    expect(page.locator(WORD)).to_have_text("签到成功")
    page.keyboard.press("Escape")
    _usb(page, door.codes[2])
    expect(page.locator(WORD)).to_have_text("已签到过")
    expect(page.locator("[data-part=time]")).to_contain_text("首次签到")
    page.keyboard.press("Escape")
    _usb(page, f"http://quiz.example/s/{door.facts.code}")
    expect(page.locator(WORD)).to_have_text("这是海报码")
    assert _heads(store, cast, door) == 1


@pytest.mark.sqlite_only
def test_a_name_that_was_typed_before_the_list_came_is_found(page: Page, door: Door) -> None:
    """On a slow phone people type while the page still starts: nobody's keys wait for a script."""
    held: list[Route] = []
    page.route("**/api/door/people", lambda route: held.append(route))
    with page.expect_request("**/api/door/people"):
        _join(page, door.invite()[0])
    page.locator("#typed").evaluate("field => { field.value = 'oyxm'; }")
    expect(page.get_by_role("button", name="欧**明")).to_have_count(0)
    held[0].continue_()
    expect(page.get_by_role("button", name="欧**明")).to_be_visible()


@dataclass
class Plug:
    """Pulls and plugs the network of the whole site, so that the worker is cut off too."""

    site: Site
    stop: Callable[[], None]
    start: Callable[[], None]


@pytest.fixture
def plug(app: Any, browser: Browser) -> Iterator[Plug]:
    """A site that can go away and come back under the same address."""
    served = Pluggable(app)
    yield Plug(site=Site(url=served.url, app=app), stop=served.stop, start=served.start)
    served.stop()


def test_scans_survive_a_dead_network_a_reload_and_a_restart_of_the_phone(
    plug: Plug, browser: Browser, store: Store, cast: Cast, door: Door, tmp_path: Path
) -> None:
    """The profile lies on the disk; the browser is killed in between."""
    profile = tmp_path / "profile"
    how = {"executable_path": "/usr/bin/chromium", "args": ARGUMENTS, "base_url": plug.site.url, **PHONE}
    first = browser.browser_type.launch_persistent_context(str(profile), **how)
    page = _join(first.new_page(), door.invite()[0])
    expect(page.locator("[data-when=online]")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    plug.stop()
    _usb(page, door.codes[0])
    expect(page.locator(WORD)).to_have_text("已存在本机")
    expect(page.locator(NAME)).to_have_text("张*兰")
    page.keyboard.press("Escape")
    page.reload()
    expect(page.locator("[data-log] li")).to_have_attribute("data-state", "kept")
    expect(page.get_by_text("未送达 1")).to_be_visible()
    _usb(page, door.codes[1])
    expect(page.locator(NAME)).to_have_text("单*星")
    expect(page.get_by_text("未送达 2")).to_be_visible()
    first.close()
    assert _heads(store, cast, door) == 0
    second = browser.browser_type.launch_persistent_context(str(profile), **how)
    page = second.new_page()
    page.goto("/door/scan")
    expect(page.get_by_text("未送达 2")).to_be_visible()
    plug.start()
    expect(page.locator("[data-when=all-sent]")).to_be_visible(timeout=120_000)
    expect(page.locator("[data-log] li[data-state=sent]")).to_have_count(2)
    second.close()
    assert _heads(store, cast, door) == 2
    with store.read() as session:
        assert count_outcomes(session, door.facts.id) == {"stored": 2}
        assert [each.offline_since is not None for each in list_devices(session, door.facts.id, now=utc_now())] == [
            True
        ]


def _lose_the_answer(route: Route) -> None:
    route.fetch()
    route.abort()


def test_an_answer_that_got_lost_is_asked_for_before_anybody_is_told_anything(
    page: Page, store: Store, cast: Cast, door: Door
) -> None:
    _join(page, door.invite()[0])
    expect(page.locator("[data-when=online]")).to_be_visible()
    page.route("**/api/door/scans", _lose_the_answer)
    _usb(page, door.codes[0])
    expect(page.locator(WORD)).to_have_text("签到成功")
    expect(page.locator("[data-when=waiting]")).to_be_hidden()
    assert _heads(store, cast, door) == 1


_BROKEN_STORAGE = """
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...args) {
  if (window.isFull && this.name === "queue") throw new DOMException("full", "QuotaExceededError");
  return put.apply(this, args);
};
"""


@pytest.mark.sqlite_only
def test_what_could_not_be_kept_is_called_not_saved(
    page: Page, phone: BrowserContext, store: Store, cast: Cast, door: Door
) -> None:
    phone.add_init_script(_BROKEN_STORAGE)
    _join(page, door.invite()[0])
    expect(page.locator("[data-when=online]")).to_be_visible()
    page.evaluate("window.isFull = true")
    page.route("**/api/door/**", lambda route: route.abort())
    _usb(page, door.codes[0])
    expect(page.locator(WORD)).to_have_text("未保存")
    expect(page.locator("[data-verdict-screen]")).to_have_attribute("role", "alert")
    page.locator("[data-verdict-screen]").click()
    expect(page.locator("[data-log] li")).to_have_attribute("data-state", "unsaved")
    page.unroute("**/api/door/**")
    expect(page.locator("[data-when=online]")).to_be_visible(timeout=120_000)
    _usb(page, door.codes[1])
    expect(page.locator(WORD)).to_have_text("签到成功")  # delivered, although this phone could not keep it
    assert _heads(store, cast, door) == 1
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(DoorUpload)) == 1


_READ_QUEUE = """async () => {
  const db = await new Promise((done) => { const ask = indexedDB.open("quizapp-door"); ask.onsuccess = () => done(ask.result); });
  const read = (name) => new Promise((done) => { const ask = db.transaction(name).objectStore(name).getAll(); ask.onsuccess = () => done(ask.result); });
  const found = await read("queue"); db.close(); return found;
}"""
_WRITE_QUEUE = """async (kept) => {
  const db = await new Promise((done) => { const ask = indexedDB.open("quizapp-door"); ask.onsuccess = () => done(ask.result); });
  const change = db.transaction("queue", "readwrite");
  for (const each of kept) change.objectStore("queue").put(each, each.scan.nonce);
  await new Promise((done) => { change.oncomplete = done; }); db.close();
}"""


def test_one_queue_replayed_from_two_browsers_counts_once(
    page: Page, browser: Browser, site: Site, store: Store, cast: Cast, door: Door
) -> None:
    """A phone was copied to another phone while it had no network."""
    _join(page, door.invite()[0])
    expect(page.locator("[data-when=online]")).to_be_visible()
    page.route("**/api/door/**", lambda route: route.abort())
    for n, code in enumerate(door.codes, start=1):
        _usb(page, code)
        expect(page.get_by_text(f"未送达 {n}")).to_be_attached()
        page.keyboard.press("Escape")
    queue = page.evaluate(_READ_QUEUE)
    assert len(queue) == 3
    other = browser.new_context(base_url=site.url, **PHONE)
    copy = _join(other.new_page(), door.invite(name="西门")[0])
    copy.evaluate(_WRITE_QUEUE, queue)
    page.unroute("**/api/door/**")
    for each in (copy, page):
        each.evaluate("window.dispatchEvent(new Event('online'))")
        expect(each.locator("[data-log] li[data-state=sent]")).to_have_count(3, timeout=120_000)
        expect(each.locator("[data-when=all-sent]")).to_be_visible(timeout=120_000)
    other.close()
    assert _heads(store, cast, door) == 3
    with store.read() as session:
        assert count_outcomes(session, door.facts.id) == {"stored": 3}


def test_after_an_old_backup_was_restored_the_devices_bring_everything_back(
    page: Page, site: Site, store: Store, cast: Cast, door: Door, settings: Settings, clock: FakeClock,
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path,
) -> None:  # fmt: skip
    _join(page, door.invite()[0])
    _usb(page, door.codes[0])
    expect(page.locator(WORD)).to_have_text("签到成功")
    name = "sqlite_databases" if database_kind == "sqlite" else "postgres_databases"
    databases: Databases = request.getfixturevalue(name)
    with copied(databases, store, tmp_path) as backup:
        page.keyboard.press("Escape")
        _usb(page, door.codes[1])
        expect(page.locator(NAME)).to_have_text("单*星")
        expect(page.locator("[data-log] li[data-state=sent]")).to_have_count(2)
        expect(page.locator("[data-when=all-sent]")).to_be_visible()
        assert _heads(store, cast, door) == 2
        site.app.extensions["quizapp"] = make_services(settings, backup, clock)
        assert _heads(backup, cast, door) == 1
        page.keyboard.press("Escape")
        _usb(page, door.codes[2])
        expect(page.locator(NAME)).to_have_text("欧**明")
        expect(page.locator("[data-log] li[data-state=sent]")).to_have_count(3, timeout=120_000)
        expect(page.locator("[data-when=all-sent]")).to_be_visible(timeout=120_000)
        assert _heads(backup, cast, door) == 3
        with backup.read() as session:
            assert count_outcomes(session, door.facts.id) == {"stored": 3}
        site.app.extensions["quizapp"] = make_services(settings, store, clock)


@pytest.mark.sqlite_only
def test_a_supervisor_takes_back_with_the_pin(page: Page, store: Store, cast: Cast, door: Door) -> None:
    link, pin = door.invite(DeviceRole.SUPERVISOR, "负责人")
    _join(page, link)
    _usb(page, door.codes[0])
    expect(page.locator(WORD)).to_have_text("签到成功")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="撤销").click()
    page.get_by_label("6 位密码").fill("000000" if pin != "000000" else "111111")
    page.locator("#pin-reason").fill("点错了")
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_text("密码不对")).to_be_visible()
    page.get_by_label("6 位密码").fill(pin)
    page.get_by_role("button", name="确定").click()
    expect(page.locator("[data-log] li")).to_have_attribute("data-state", "undone")
    assert _heads(store, cast, door) == 0


@pytest.mark.sqlite_only
def test_a_withdrawn_device_says_so_and_still_delivers(page: Page, store: Store, cast: Cast, door: Door) -> None:
    _join(page, door.invite()[0])
    expect(page.locator("[data-when=online]")).to_be_visible()
    page.route("**/api/door/**", lambda route: route.abort())
    _usb(page, door.codes[0])
    expect(page.get_by_text("未送达 1")).to_be_attached()
    with store.write() as session:
        device = list_devices(session, door.facts.id, now=utc_now())[0]
        revoke_device(session, door.facts.id, device.id, actor="staff:1", now=utc_now())
    page.unroute("**/api/door/**")
    expect(page.locator("[data-when=over]")).to_be_visible(timeout=120_000)
    expect(page.locator("[data-log] li")).to_have_attribute("data-state", "sent", timeout=120_000)
    assert _heads(store, cast, door) == 1


@pytest.mark.sqlite_only
def test_a_kiosk_leaves_nobody_on_the_screen_and_opens_its_settings_by_pin(
    page: Page, store: Store, cast: Cast, door: Door
) -> None:
    link, pin = door.invite(DeviceRole.KIOSK, "大厅")
    _join(page, link)
    assert page.url.endswith("/door/kiosk")
    page.locator("#visitor").fill("张桂兰")
    page.keyboard.press("Enter")
    expect(page.locator(WORD)).to_have_text("签到成功")
    expect(page.locator(NAME)).to_have_text("张*兰")
    expect(page.locator("[data-verdict-screen]")).to_be_hidden(timeout=120_000)
    assert page.locator("#visitor").input_value() == ""
    assert "张" not in page.locator("main").inner_text()
    assert "张" not in page.locator("[data-verdict-screen]").inner_html()
    expect(page.get_by_role("button", name="退出这台设备")).to_be_hidden()
    page.get_by_role("button", name="设置").click()
    page.get_by_label("6 位密码").fill(pin)
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_role("button", name="退出这台设备")).to_be_visible()
    page.get_by_role("button", name="锁定").click()
    expect(page.get_by_role("button", name="退出这台设备")).to_be_hidden()
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 3
    assert _heads(store, cast, door) == 1


@pytest.mark.sqlite_only
@pytest.mark.parametrize("width", [360, 1440])
def test_the_pages_of_devices_fit_and_have_no_serious_accessibility_findings(
    browser: Browser, site: Site, store: Store, cast: Cast, door: Door, width: int, tmp_path: Path
) -> None:
    context = browser.new_context(base_url=site.url, **(PHONE | {"viewport": {"width": width, "height": 800}}))
    _sign_in(context, site, store, cast.alice)
    page = context.new_page()
    for role in (DeviceRole.KIOSK, DeviceRole.SUPERVISOR):
        link, _ = door.invite(role, role.value)
        page.goto(link)
        assert _serious(page) == [], link
        _join(page, link)
        expect(page.locator("[data-text=heads]").first).to_have_text("0")
        assert _serious(page) == [], role
        assert page.evaluate("document.documentElement.scrollWidth") <= width, role
        page.goto("about:blank")
    for path in ("devices", "reviews"):
        page.goto(f"/console/sessions/{door.facts.id}/{path}")
        assert _serious(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


def test_the_camera_is_for_these_pages_alone(site: Site, plain_phone: BrowserContext, door: Door) -> None:
    policies = {
        path: plain_phone.request.get(path).headers["permissions-policy"]
        for path in ("/door/scan", "/door/kiosk", "/door/join", "/s")
    }
    assert {path for path, said in policies.items() if "camera=(self)" in said} == {"/door/scan", "/door/kiosk"}
    assert all("camera=()" in said for path, said in policies.items() if path in {"/door/join", "/s"})
