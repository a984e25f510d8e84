"""Routes of the bank pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quizapp.banks import BankQuestion, add_question, import_bank, open_bank, read_bank_file, report_question
from quizapp.banks.desk.prepared import encode_prepared, prepare
from quizapp.kit.vault import Vault
from quizapp.questions import Question
from quizapp.uploads import keep_upload
from tests.house.cases import Case, Personal, Scoped, World
from tests.sheets.files import csv_bytes


def _bank(world: World) -> int:
    return open_bank(world.session, unit_id=world.owner.id, title=f"题库{world.number}", now=world.now).id


def _bank_only(world: World) -> Mapping[str, int]:
    return {"bank_id": _bank(world)}


def _export(world: World) -> Mapping[str, Any]:
    return {"bank_id": _bank(world), "fmt": "toml"}


def _paper(world: World) -> Mapping[str, Any]:
    return {**_question_in_bank(world), "fmt": "docx"}


def _question_in_bank(world: World) -> Mapping[str, int]:
    """A bank with a question in it, by the bank's id."""
    question = world.session.get_one(BankQuestion, _question(world)["question_id"])
    return {"bank_id": question.bank_id}


def _draft(world: World) -> Mapping[str, int]:
    question_id = _question(world)["question_id"]
    question = world.session.get_one(BankQuestion, question_id)
    question.is_draft = True
    world.session.flush()
    return {"question_id": question_id}


def _report(world: World) -> Mapping[str, int]:
    question = world.session.get_one(BankQuestion, _question(world)["question_id"])
    report_question(
        world.session, question.id, unit_id=world.owner.id, attempt_id=world.number, kind="key", words="", now=world.now
    )
    return {"bank_id": question.bank_id, "question_id": question.id}


def _question(world: World) -> Mapping[str, int]:
    question = Question(type="single", stem=f"第 {world.number} 题？", options=("甲", "乙"), correct=(0,))
    return {"question_id": add_question(world.session, _bank(world), question, now=world.now)}


def _upload(world: World) -> Mapping[str, Any]:
    rows = [["题型", "题干", "选项A", "选项B", "答案"], ["单选题", f"第 {world.number} 题？", "甲", "乙", "A"]]
    content = csv_bytes(rows)
    token = keep_upload(
        world.session, purpose="bank", staff_id=world.officer.id, filename="题.csv", content=content,
        choices={"unit_id": world.owner.id, "title": "题库"}, vault=Vault(world.settings.key_for("vault")), now=world.now,
        prepared=encode_prepared(prepare(read_bank_file(content), content)),
    )  # fmt: skip
    return {"token": token}


def _uploaded_row(world: World) -> Mapping[str, Any]:
    return {**_upload(world), "place": 0}


def _import(world: World) -> Mapping[str, Any]:
    rows = [["题型", "题干", "选项A", "选项B", "答案"], ["单选题", f"第 {world.number} 题？", "甲", "乙", "A"]]
    reading, title = read_bank_file(csv_bytes(rows)), f"题库{world.number}"
    return {
        "import_id": import_bank(world.session, reading, unit_id=world.owner.id, title=title, now=world.now).import_id
    }


_TYPED = {"type": "true_false", "stem": "火警电话是 119", "answer": "正确", "difficulty": "easy"}

CASES: dict[str, Case] = {
    "bank_api.questions": Scoped(build=_question_in_bank),
    "banks.detail": Scoped(build=_bank_only),
    "banks.export": Scoped(build=_export),
    "banks.question": Scoped(build=_question),
    "banks.question_new": Scoped(build=_bank_only, form=_TYPED),
    "banks.question_edit": Scoped(build=_question, form=_TYPED),
    "banks.question_preview": Scoped(build=_bank_only, form=_TYPED),
    "banks.media_upload": Scoped(build=_bank_only, form={"kind": "picture"}),
    "banks.question_retire": Scoped(build=_question),
    "banks.preview": Personal(build=_upload),
    "banks.confirm": Personal(build=_upload),
    "banks.fix": Personal(build=_uploaded_row, form={"stem": "改过的题？"}),
    "banks.duplicates": Personal(build=_upload),
    "banks.decide": Personal(build=_upload, form={"do": "search"}),
    "banks.bulk": Scoped(build=_question_in_bank, form={"all": "1", "topic": "厨房"}),
    "banks.export_page": Scoped(build=_question_in_bank),
    "banks.paper": Scoped(build=_paper),
    "banks.review": Scoped(build=_bank_only),
    "banks.verify": Scoped(build=_question),
    "banks.approve": Scoped(build=_draft),
    "banks.approval": Scoped(build=_bank_only, form={"needed": "1"}),
    "banks.reports": Scoped(build=_bank_only),
    "banks.answer_report": Scoped(build=_report, form={"answer": "已核对"}),
    "banks.imports": Scoped(build=_bank_only),
    "banks.imported": Scoped(build=_import),
    "banks.undo": Scoped(build=_import),
}
