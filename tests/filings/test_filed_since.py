"""A unit's live sheet names the units below that filed after it: their figures stand in no report of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.kit.periods import CUMULATIVE
from quizapp.settings import Settings
from quizapp.statistics import filed_since
from tests.filings.conftest import FORM, WEEKS, Desk, at
from tests.filings.test_weeks_add_up import _hand_in, _say
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.visitor import Visitor

SAID = "以下单位在本单位报送后又报送"


def _since(desk: Desk, cast: Cast, name: str, period: str = WEEKS[0]) -> list[str]:
    with desk.store.read() as session:
        return filed_since(session, desk.sheet(session, getattr(cast, name), period))


def test_whoever_filed_after_the_unit_above_is_named_until_that_files_again(desk: Desk, cast: Cast) -> None:
    _say(desk, cast, "qingshan", 2)
    _say(desk, cast, "hongxing", 3)
    _hand_in(desk, cast, "qingshan")
    assert _since(desk, cast, "town") == [], "the town has filed nothing that somebody could be late for"
    _hand_in(desk, cast, "town")
    assert _since(desk, cast, "town") == [], "what was filed before is in the town's report"
    _hand_in(desk, cast, "hongxing")
    _say(desk, cast, "qingshan", 5)
    _hand_in(desk, cast, "qingshan")
    late = ["红星村", "青山村"]
    assert _since(desk, cast, "town") == _since(desk, cast, "town", CUMULATIVE.key) == late
    assert _since(desk, cast, "town", WEEKS[1]) == _since(desk, cast, "hongxing") == _since(desk, cast, "county") == []
    _hand_in(desk, cast, "town")
    assert _since(desk, cast, "town") == _since(desk, cast, "town", CUMULATIVE.key) == []


@pytest.fixture
def sheet(desk: Desk, cast: Cast, client: Visitor, clock: FakeClock, settings: Settings) -> str:
    """The town's live sheet of the week; Alice, who works there, looks at it."""
    clock.now = at(10)
    folder = Path(settings.home) / "forms"
    folder.mkdir(exist_ok=True)
    (folder / "village_2026.yaml").write_text(FORM, "utf-8")
    client.sign_in(cast.alice)
    return f"/console/statistics/{desk.campaign.id}/{cast.town.id}/{desk.form.key}/{WEEKS[0]}"


def test_the_sheet_names_them(desk: Desk, cast: Cast, client: Visitor, sheet: str) -> None:
    _say(desk, cast, "hongxing", 3)
    _hand_in(desk, cast, "town")
    assert SAID not in client.get(sheet).text
    _hand_in(desk, cast, "hongxing")
    page = client.get(sheet).text
    assert "红星村</p>" in page.split(SAID)[1][:80]


def test_the_page_of_who_has_filed_names_them_too(desk: Desk, cast: Cast, client: Visitor, sheet: str) -> None:
    """Until the town files again; the village that was late sees nobody below it."""
    board = f"/console/filings/board/{desk.campaign.id}/{{}}/{desk.form.key}/{WEEKS[0]}"
    _say(desk, cast, "hongxing", 3)
    _hand_in(desk, cast, "town")
    assert SAID not in client.get(board.format(cast.town.id)).text
    _hand_in(desk, cast, "hongxing")
    for address in (board.format(cast.town.id), board.format(cast.town.id) + "?show=submitted"):
        page = client.get(address).text
        assert "红星村</p>" in page.split(SAID)[1][:80]
    assert SAID not in client.get(board.format(cast.hongxing.id)).text
    _hand_in(desk, cast, "town")
    assert SAID not in client.get(board.format(cast.town.id)).text
