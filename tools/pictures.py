"""Take the pictures of README and guides from the real pages of a played demo.

    python tools/pictures.py [FOLDER]

Needs the development dependencies and Chromium. Starts its own server with a fresh demo in a temporary folder.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PASSWORD = "safety-month-pictures-1"
#: So many that most questions have the thirty answers without which the analysis draws none.
PARTICIPANTS = 1200
CONSOLE = {
    "console-today": "/console/",
    "console-statistics": "/console/statistics",
    "console-contest-new": "/console/contests/new",
    "console-activities": "/console/activities",
    "console-units": "/console/units",
    "console-banks": "/console/banks",
    "console-filings": "/console/filings",
    "console-dashboard": "/console/dashboard",
    "console-plan": "/console/plan",
}


@contextmanager
def demo_site() -> Iterator[tuple[str, str]]:
    """Address of a served demo, and its organizer's one-time password."""
    with tempfile.TemporaryDirectory() as home, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        # the address that posters of a real installation have: a loopback one would be warned of on the pages
        public = {"QUIZAPP_PUBLIC_URL": "https://quiz.example.gov.cn"}
        env = os.environ | {"QUIZAPP_HOME": home, "PORT": str(port), "HOST": "127.0.0.1"} | public
        quizapp = [sys.executable, "-m", "quizapp.cli"]
        subprocess.run([*quizapp, "db", "upgrade"], env=env, cwd=ROOT, check=True)
        told = subprocess.run(
            [*quizapp, "demo", "--participants", str(PARTICIPANTS)],
            env=env,
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        probe.close()
        server = subprocess.Popen([*quizapp, "serve"], env=env, cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address)
            found = re.search(r"密码: (\S+)", told)
            assert found is not None
            yield address, found[1]
        finally:
            server.terminate()
            server.wait()


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")


def take_phone(browser: Browser, address: str, folder: Path) -> None:
    """The participant's way: campaign page, name, question, result."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{address}/c/demo")
    page.screenshot(path=folder / "phone-campaign.png")
    page.goto(f"{address}/c/demo/me?unit=dm-hongxing")
    page.fill("input[name=name]", "李小雨")
    page.screenshot(path=folder / "phone-identity.png")
    page.check("input[type=checkbox]")
    page.click("button[type=submit].btn-primary")
    page.goto(f"{address}/c/demo")
    page.click("text=家庭安全小课堂")
    page.click("button.btn-primary")
    _turn_to(page, "single")
    page.screenshot(path=folder / "phone-question.png")
    page.goto(f"{address}/c/demo")
    page.click("text=看图找隐患")
    page.click("button.btn-primary")
    _turn_to(page, "hotspot")
    page.screenshot(path=folder / "phone-hazards.png")
    context.close()


def _turn_to(page: Page, kind: str) -> None:
    """Go on to the first question of this type; to the last one where the paper has none."""
    page.wait_for_timeout(600)
    asked = page.locator(f"[data-question][data-type={kind}]:visible")
    for _ in range(page.locator("[data-question]").count() - 1):
        if asked.count():
            return
        page.locator("button:visible:has-text('下一题')").first.click()
        page.wait_for_timeout(300)


def take_console(browser: Browser, address: str, password: str, folder: Path) -> None:
    """The organizer's pages, after the first sign-in."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    _sign_in(page, address, password)
    for name, path in CONSOLE.items():
        page.goto(f"{address}{path}")
        page.screenshot(path=folder / f"{name}.png")
    _take_poster(context, page, address, folder)
    context.close()


def _sign_in(page: Page, address: str, password: str) -> None:
    page.goto(f"{address}/console/")
    page.fill("input[name=username]", "organizer")
    page.fill("input[type=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/password")
    fields = page.locator("input[type=password]")
    fields.nth(0).fill(password)
    for number in range(1, fields.count()):
        fields.nth(number).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/console/(account)?$"))


def _take_poster(context: BrowserContext, page: Page, address: str, folder: Path) -> None:
    page.goto(f"{address}/console/contests")
    page.click("text=安全生产知识竞赛")
    page.wait_for_load_state()
    page.screenshot(path=folder / "console-contest.png")
    page.goto(f"{page.url}/analysis?papers=all")
    page.screenshot(path=folder / "console-analysis.png")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    with demo_site() as (address, password), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        take_phone(browser, address, folder)
        take_console(browser, address, password, folder)
        browser.close()


if __name__ == "__main__":
    main()
