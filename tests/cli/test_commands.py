"""Every command does its work, and says plainly when it cannot."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from quizapp.accounts.models import Staff
from quizapp.audit.models import AuditEntry
from quizapp.campaigns import get_campaign_by_code
from quizapp.db import Store
from quizapp.filings import CalendarPlan, save_calendar
from quizapp.kit.clock import utc_now
from quizapp.kit.periods import week_of
from tests.cli.conftest import Quizapp

FORM = ("--form", "zhoushan_2021")
#: A form that the demo files nothing of.
OTHER_FORM = "national_2026"


def test_help_names_every_command(quizapp: Quizapp) -> None:
    output = quizapp("--help").output
    for name in (
        "serve",
        "work",
        "demo",
        "db",
        "doctor",
        "units",
        "rosters",
        "banks",
        "contests",
        "statistics",
        "filings",
        "audit",
        "backup",
        "restore",
    ):
        assert name in output


def test_an_empty_installation_is_told_what_to_do(quizapp: Quizapp) -> None:
    refused = quizapp("demo")
    assert refused.exit_code == 1
    assert "quizapp db upgrade" in refused.output
    assert "Traceback" not in refused.output


def test_the_database_is_upgraded_once_and_checked(quizapp: Quizapp) -> None:
    assert quizapp("db", "check").exit_code == 1
    assert "->" in quizapp("db", "upgrade").output
    assert quizapp("db", "upgrade").exit_code == 0
    assert quizapp("db", "check").exit_code == 0


def test_the_demo_is_loaded_once_with_a_password_shown_once(quizapp: Quizapp) -> None:
    quizapp("db", "upgrade")
    first, second = quizapp("demo", "--if-empty"), quizapp("demo", "--if-empty")
    assert "one-time password" in first.output
    assert "one-time password" not in second.output
    assert "reset-password" in second.output
    assert "one-time password" in quizapp("staff", "reset-password", "organizer", "--reason", "forgotten").output


def test_a_second_factor_is_taken_off_for_a_reason(demo: Quizapp, home: Path) -> None:
    refused = demo("staff", "remove-second-factor", "organizer", "--reason", "phone lost", "--checked", "in_person")
    assert (refused.exit_code, "conflict" in refused.output) == (1, True), "there is none"
    store = Store(f"sqlite:///{home / 'quizapp.db'}")
    with store.write() as session:
        session.execute(update(Staff).where(Staff.username == "organizer").values(totp_secret=b"sealed"))
    assert (
        demo("staff", "remove-second-factor", "organizer", "--reason", "phone lost", "--checked", "in_person").exit_code
        == 0
    )
    with store.read() as session:
        assert session.scalar(select(Staff.totp_secret).where(Staff.username == "organizer")) is None
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.position.desc()).limit(1)).one()
    store.close()
    assert (last.action, "phone lost" in (last.personal or "")) == ("accounts.remove_second_factor", True)


def test_a_played_month_passes_the_doctor_and_the_audit(demo: Quizapp) -> None:
    assert demo("doctor").exit_code == 0
    verified = demo("audit", "verify", "--json")
    assert verified.exit_code == 0
    found = json.loads(verified.output)
    assert found["ok"] is True
    assert found["ledger"]["seals"] + found["ledger"]["unsealed"] > 0


def test_the_form_has_the_same_figures_in_every_format(demo: Quizapp, tmp_path: Path) -> None:
    for ending in ("json", "csv", "xlsx", "docx", "pdf"):
        target = tmp_path / f"form.{ending}"
        done = demo("statistics", "export", "--unit", "dm", *FORM, "--period", "cumulative", "--out", str(target))
        assert done.exit_code == 0, done.output
        assert target.stat().st_size > 1000
    values = json.loads((tmp_path / "form.json").read_text("utf-8"))["values"]
    assert len(values) == 64
    assert values["contest_participations"] > 0
    assert values["theory_study_times"] == 2
    rows = list(csv.reader(io.StringIO((tmp_path / "form.csv").read_text("utf-8-sig"))))
    from_csv = {row[3]: row[4] for row in rows if len(row) > 4 and row[3] in values}
    assert from_csv["contest_participations"] == str(values["contest_participations"])
    assert from_csv["theory_study_times"] == "2"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--unit", "nowhere", *FORM, "--out", "a.xlsx"), "nowhere"),
        (("--unit", "dm", "--form", "nothing", "--out", "a.xlsx"), "nothing"),
        (("--unit", "dm", *FORM, "--period", "month:6", "--out", "a.xlsx"), "month:6"),
        (("--unit", "dm", *FORM, "--out", "a.exe"), "exe"),
    ],
)
def test_wrong_words_are_named(demo: Quizapp, arguments: tuple[str, ...], says: str) -> None:
    refused = demo("statistics", "export", *arguments)
    assert refused.exit_code == 1
    assert says in refused.output
    assert "Traceback" not in refused.output


def test_backup_restores_into_an_empty_home(demo: Quizapp, home: Path, tmp_path: Path) -> None:
    archive = tmp_path / "b.tar.gz"
    assert demo("backup", str(archive)).exit_code == 0
    assert demo("restore", str(archive), "--verify").exit_code == 0
    other = tmp_path / "other"
    other.mkdir()
    (other / "secret.key").write_bytes((home / "secret.key").read_bytes())
    restored = demo("restore", str(archive), home=other)
    assert restored.exit_code == 0, restored.output
    assert demo("db", "check", home=other).exit_code == 0
    assert demo("restore", str(archive)).exit_code == 1


def test_shipped_banks_pass_their_check(quizapp: Quizapp) -> None:
    checked = quizapp("banks", "check")
    assert checked.exit_code == 0, checked.output
    assert "0 errors" in checked.output


def test_reading_a_bank_prints_questions_and_problems(quizapp: Quizapp, tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    path.write_text("题干,选项A,选项B,答案\n火警电话是？,119,120,A\n急救电话是？,119,120,\n", "gb18030")
    read = quizapp("banks", "read", str(path), "--json")
    assert read.exit_code == 0
    found = json.loads(read.output)
    assert found["questions"][0]["stem"] == "火警电话是？"
    assert found["questions"][0]["correct"] == [0]
    assert found["questions"][0]["type"] == "single"
    assert {(each["row"], each["code"], each["severity"]) for each in found["problems"]} >= {(3, "E-NOKEY", "error")}


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff\xfe\x00junk", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0broken", b"{"]
)
@pytest.mark.parametrize("room", ["banks", "rosters"])
def test_files_that_are_nothing_are_refused_cleanly(
    quizapp: Quizapp, tmp_path: Path, room: str, content: bytes
) -> None:
    path = tmp_path / "odd.xlsx"
    path.write_bytes(content)
    read = quizapp(room, "read", str(path), "--json")
    assert read.exit_code == 0
    assert json.loads(read.output)["problems"]


def test_reading_a_roster_prints_people_and_problems(quizapp: Quizapp, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("序号,姓名,单位,手机\n1,张 三,红星村,13812348000\n2,李四,红星村,138\n", "utf-8-sig")
    read = quizapp("rosters", "read", str(path), "--json")
    assert read.exit_code == 0
    found = json.loads(read.output)
    assert found["people"][0]["name"] == "张三"
    assert found["people"][0]["phone"] == "13812348000"
    assert [each["row"] for each in found["problems"] if each["severity"] == "error"] == [3]


def test_results_are_rebuilt_for_one_contest_and_for_all(demo: Quizapp) -> None:
    assert demo("contests", "rebuild-results").exit_code == 0
    refused = demo("contests", "rebuild-results", "nosuch")
    assert refused.exit_code == 1
    assert "no_such_contest" in refused.output


def test_rosters_and_units_are_imported_once(demo: Quizapp, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("姓名,单位,手机\n张三,红星村,13812348000\n李四,红星村,13812348001\n", "utf-8")
    command = ("rosters", "import", str(roster), "--campaign", "demo", "--unit", "dm-zhen")
    assert "2 added" in demo(*command).output
    assert "0 added, 2 already there" in demo(*command).output
    units = tmp_path / "units.csv"
    units.write_text("代码,名称,上级代码,层级,类别\nnew-1,新河村,dm-zhen,村,行政村\n", "utf-8")
    assert "1 add" in demo("units", "import", str(units)).output
    assert "0 add" in demo("units", "import", str(units)).output


def test_banks_are_imported_once(demo: Quizapp, tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    path.write_text("题干,选项A,选项B,答案,依据\n火警电话是？,119,120,A,消防法\n", "utf-8")
    command = ("banks", "import", str(path), "--unit", "dm-zhen", "--title", "镇题库")
    assert "1 added" in demo(*command).output
    assert "0 added" in demo(*command).output


def test_a_bank_is_imported_by_a_process_of_its_own(demo: Quizapp, home: Path, tmp_path: Path) -> None:
    """In this process every table is known already, whatever the command imports."""
    path = tmp_path / "bank.csv"
    path.write_text("题干,选项A,选项B,答案,依据\n火警电话是？,119,120,A,消防法\n", "utf-8")
    command = [sys.executable, "-m", "quizapp.cli", "banks", "import", str(path), "--unit", "dm-zhen"]
    done = subprocess.run(
        command, env=os.environ | {"QUIZAPP_HOME": str(home)}, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("1 added"), done.stderr


def test_an_account_is_made_for_a_unit(demo: Quizapp) -> None:
    made = demo("staff", "create", "wang", "--unit", "dm-zhen", "--role", "viewer")
    assert "one-time password" in made.output
    assert demo("staff", "create", "wang", "--unit", "dm-zhen").exit_code == 1


def test_a_bank_is_exported_and_read_again(quizapp: Quizapp, tmp_path: Path) -> None:
    assert quizapp("db", "upgrade").exit_code == 0
    out = tmp_path / "fire.toml"
    told = quizapp("banks", "export", "fire_safety", str(out), "--difficulty", "easy")
    assert told.exit_code == 0
    assert "0 left out" in told.stderr
    read = json.loads(quizapp("banks", "read", str(out), "--json").stdout)
    assert {question["difficulty"] for question in read["questions"]} == {"easy"}
    aiken = quizapp("banks", "export", "fire_safety", "-", "--format", "aiken")
    assert aiken.exit_code == 1  # Aiken holds one right answer a question
    assert "ANSWER: " in aiken.stdout
    assert "E-LEFTOUT" in aiken.stderr
    unknown = quizapp("banks", "export", "fire_safety", str(tmp_path / "x.exe"))
    assert unknown.exit_code == 2
    assert "--format" in unknown.stderr
    assert quizapp("banks", "export", "no_such_bank", "-", "--format", "toml").exit_code == 1


def test_a_report_is_filed_from_the_command_line_and_proven(demo: Quizapp, home: Path) -> None:
    asked = ("--unit", "dm-hongxing", *FORM, "--period", "cumulative")
    off = demo("filings", "status", *asked)
    assert off.exit_code == 1
    assert "没有开通网上报送" in off.output
    store = Store(f"sqlite:///{home / 'quizapp.db'}")
    with store.write() as session:
        campaign = get_campaign_by_code(session, "demo")
        plan = CalendarPlan(
            is_on=True, is_weekly=True, closes_on=2, closes_at=1080, first_day=campaign.starts_on,
            last_day=campaign.starts_on, final_at=utc_now() + timedelta(days=9),
        )  # fmt: skip
        save_calendar(session, campaign.id, OTHER_FORM, plan)
        week = week_of(campaign.starts_on).key
    store.close()
    form = ("--form", OTHER_FORM)
    weekly = ("--unit", "dm-hongxing", *form, "--period", week)
    refused = demo("filings", "file", *weekly)
    assert refused.exit_code == 1
    assert "还没有填" in refused.output
    silent = demo("filings", "status", "--unit", "dm-hongxing", *form, "--period", week, "--json")
    assert json.loads(silent.output)["missing"] == ["dm-hongxing"]
    quiet = next(code for code in _codes(demo, form, week) if _files_nil(demo, code, form, week))
    listed = [line.split("\t") for line in demo("filings", "list", "--unit", "dm").output.splitlines()]
    assert [line[5] for line in listed if line[1] == quiet and line[2] == OTHER_FORM] == ["submitted nil late"]
    verified = demo("audit", "verify", "--json")
    assert verified.exit_code == 0
    assert json.loads(verified.output)["filings"] == {"checked": len(listed), "problems": []}


def _codes(demo: Quizapp, form: tuple[str, ...], week: str) -> list[str]:
    """Units that have not filed."""
    top = demo("filings", "status", "--unit", "dm", *form, "--period", week, "--json")
    missing: list[str] = json.loads(top.output)["missing"]
    return missing


def _files_nil(demo: Quizapp, code: str, form: tuple[str, ...], week: str) -> bool:
    """Whether the unit has nothing to report that week, and said so."""
    return demo("filings", "file", "--unit", code, *form, "--period", week, "--nil").exit_code == 0
