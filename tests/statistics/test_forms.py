"""Forms as files: those shipped fit the house, a mistake is named with its line, an installation's own are found."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from quizapp.activities import activity_kinds
from quizapp.contests.models import Contest
from quizapp.errors import NotFound
from quizapp.records import record_kinds
from quizapp.statistics import FormError, get_form, load_forms, parse_form, shipped_forms
from quizapp.statistics.marked import Marked

SMALL = """\
template: {key: small, title: 小表, year: 2026}
sections:
- key: one
  label: 一
  items:
  - key: row
    label: 行
    progress: "（{a_sessions}）场，（{a_attendances}）人次，{is_done}"
    fields:
    - {key: a_sessions, label: 场次, unit: 场, type: count, mode: auto, derive: {from: activity, kind: lecture, agg: sessions}}
    - {key: a_attendances, label: 参与, unit: 人次, type: persons, mode: auto, derive: {from: activity, kind: lecture, agg: attendances}}
    - {key: is_done, label: 是否, type: bool, mode: manual}
checks:
- {rule: "a_sessions == 0 -> a_attendances == 0", severity: error}
"""


def test_it_works() -> None:
    form = parse_form(SMALL)
    assert list(form.by_key) == ["a_sessions", "a_attendances", "is_done"]


@pytest.mark.parametrize("key", sorted(shipped_forms()))
def test_every_kind_that_a_shipped_form_names_is_produced(key: str) -> None:
    families = {kind.split(".")[0] for kind in record_kinds()}
    contest = Contest.__table__.c.kind.default.arg
    for field in shipped_forms()[key].fields():
        derive = field.derive
        if derive is not None:
            assert set(derive.kinds) <= {*activity_kinds(), *record_kinds(), contest}, field.key
            assert derive.family in {"", *families}, field.key


@pytest.mark.parametrize("key", sorted(shipped_forms()))
def test_what_the_quick_ledgers_hold_is_not_typed_a_second_time(key: str) -> None:
    """A count that is called like a kind of record comes from the ledger."""
    names = {
        name.replace("、", "")
        for kind in record_kinds().values()
        for name in (kind.label, *kind.aliases)
        if len(name) > 1
    }
    typed = [field for field in shipped_forms()[key].fields() if field.is_number and field.derive is None]
    assert [field.key for field in typed if any(name in field.label for name in names)] == []


MISTAKES = [
    ("template: {key: small", "template: {keyy: small", 1, "keyy"),
    ("year: 2026", "year: soon", 1, "soon"),
    ("year: 2026", "year: 2026-13-45", 1, "2026-13-45"),
    ("year: 2026", "year: 0000-00-00", 1, "0000-00-00"),
    ("year: 2026", "year: 99999999999999999999", 1, "整数"),
    ("year: 2026", "year: 20260", 1, "2100"),
    ("year: 2026", "year: 2026, periods: {final_report: 2026-02-30}", 1, "2026-02-30"),
    ("  label: 一", "  lable: 一", 4, "lable"),
    ("key: one", "key: One", 3, "One"),
    ("{key: is_done, label", "{key: a_sessions, label", 12, "a_sessions"),
    ("，{is_done}", "", 8, "is_done"),
    ("，{is_done}", "，{is_done}，{is_gone}", 8, "is_gone"),
    ("type: bool", "type: yesno", 12, "yesno"),
    ("mode: manual", "mode: auto", 12, "derive"),
    ("from: activity, kind: lecture, agg: sessions", "from: activitty, kind: lecture, agg: sessions", 10, "activitty"),
    ("kind: lecture, agg: sessions", "kind: lecture, agg: sums", 10, "sums"),
    ("kind: lecture, agg: attendances", "agg: attendances", 11, "kind"),
    ("kind: lecture, agg: sessions", "kind: lecture, agg: exists", 10, "exists"),
    ("kind: lecture, agg: sessions", "kind: lecture, agg: sessions, min: 2", 10, "min"),
    ("a_sessions == 0 ->", "c_sessions == 0 ->", 14, "c_sessions"),
    ("a_sessions == 0 ->", "__import__('os') == 0 ->", 14, "规则"),
    ("a_sessions == 0 ->", "a_sessions = 0 ->", 14, "a_sessions = 0"),
    ("severity: error", "severity: fatal", 14, "fatal"),
    ("checks:", "rollup: {persons: average}\nchecks:", 13, "average"),
    ("sections:", "columns: [一, 二]\nsections:", 2, "columns"),
    ("sections:", "sections: [", 3, "YAML"),
    ("label: 行", "label: [行]", 7, "文字"),
]


def test_a_number_without_end_is_named_with_its_line() -> None:
    with pytest.raises(FormError, match="第 1 行"):
        parse_form(SMALL.replace("2026", "9" * 5_000, 1))


def test_a_label_may_look_like_a_date() -> None:
    assert parse_form(SMALL.replace("小表", "2026-13-45", 1)).title == "2026-13-45"


@pytest.mark.parametrize(("good", "bad", "line", "word"), MISTAKES)
def test_a_mistake_is_named_with_its_line(good: str, bad: str, line: int, word: str) -> None:
    text = SMALL.replace(good, bad, 1)
    assert text != SMALL
    with pytest.raises(FormError) as error:
        parse_form(text, name="mine.yaml")
    assert re.search(rf"mine\.yaml 第 {line} 行", str(error.value)), str(error.value)
    assert word in str(error.value)


def test_an_empty_file_says_so() -> None:
    with pytest.raises(FormError, match="是空的"):
        parse_form("", name="mine.yaml")


def test_a_file_of_the_installation_is_found(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL, "utf-8")
    assert get_form("small", tmp_path).title == "小表"
    assert get_form("zhoushan_2021", tmp_path).key == "zhoushan_2021_safety_month"


def test_a_file_of_the_installation_takes_a_shipped_ones_place(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(SMALL.replace("key: small", "key: dongming_2023"), "utf-8")
    assert load_forms(tmp_path)["dongming_2023"].title == "小表"


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, "utf-8")
    assert get_form("small", tmp_path).title == "小表"
    path.write_text(SMALL.replace("小表", "新表"), "utf-8")
    assert get_form("small", tmp_path).title == "新表"


def test_an_unknown_form_names_those_there_are() -> None:
    with pytest.raises(NotFound, match="dongming_2023"):
        get_form("nothing")


def test_another_packages_source_can_be_declared() -> None:
    text = SMALL.replace("from: activity, kind: lecture, agg: sessions", "from: game_round, agg: items")
    form = parse_form(text.replace("sections:", "sources: {game_round: {}}\nsections:", 1))
    derive = form.by_key["a_sessions"].derive
    assert derive is not None
    assert derive.family == "game_round"


def test_the_readme_names_every_key_that_the_loader_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    mapping = Marked.mapping

    def listening(self: Marked, *, allowed: object, required: object = ()) -> object:
        asked.update(allowed)  # type: ignore[call-overload]
        return mapping(self, allowed=allowed, required=required)  # type: ignore[arg-type]

    monkeypatch.setattr(Marked, "mapping", listening)
    folder = files("quizapp.statistics").joinpath("forms")
    for each in folder.iterdir():
        if each.name.endswith(".yaml"):
            parse_form(each.read_text("utf-8"))
    parse_form(SMALL.replace("sections:", "sources: {game_round: {}}\nsections:", 1))
    readme = folder.joinpath("README.md").read_text("utf-8")
    assert {
        key for key in asked if f"`{key}" not in readme and f"{key}:" not in readme and f"{key}?" not in readme
    } == set()
