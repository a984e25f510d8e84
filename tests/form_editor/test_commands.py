"""The same reading and checking on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
from click.testing import CliRunner

from quizapp.cli import main
from quizapp.form_editor import read_form_file
from quizapp.statistics import parse_form, shipped_text
from tests.form_editor.files import word_table


def test_reading_prints_what_the_page_shows(tmp_path: Path) -> None:
    source = tmp_path / "附件2.docx"
    source.write_bytes(word_table())
    told = CliRunner().invoke(main, ["forms", "read", str(source), "--json"])
    assert told.exit_code == 0
    assert json.loads(told.output) == json.loads(msgspec.json.encode(read_form_file(word_table(), source.name)))
    made = CliRunner().invoke(main, ["forms", "read", str(source), "--yaml"])
    assert len(parse_form(made.output).by_key) == 10


def test_checking_names_the_row_and_leaves_with_1(tmp_path: Path) -> None:
    target = tmp_path / "mine.yaml"
    text = shipped_text("siyang_2021") or ""
    target.write_text(text.replace("kind: safety_inspection", "kind: no_such_kind", 1), "utf-8")
    told = CliRunner().invoke(main, ["forms", "check", str(target)])
    assert told.exit_code == 1
    assert "error\tunknown_kind\t专项检查" in told.output
    target.write_text(text, "utf-8")
    assert CliRunner().invoke(main, ["forms", "check", str(target)]).exit_code == 0
