"""Routes of the bank pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quizapp.banks import add_question, open_bank
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


def _question(world: World) -> Mapping[str, int]:
    question = Question(type="single", stem=f"第 {world.number} 题？", options=("甲", "乙"), correct=(0,))
    return {"question_id": add_question(world.session, _bank(world), question, now=world.now)}


def _upload(world: World) -> Mapping[str, Any]:
    rows = [["题型", "题干", "选项A", "选项B", "答案"], ["单选题", f"第 {world.number} 题？", "甲", "乙", "A"]]
    token = keep_upload(
        world.session, purpose="bank", staff_id=world.officer.id, filename="题.csv", content=csv_bytes(rows),
        choices={"unit_id": world.owner.id, "title": "题库"}, vault=Vault(world.settings.key_for("vault")), now=world.now,
    )  # fmt: skip
    return {"token": token}


_TYPED = {"type": "true_false", "stem": "火警电话是 119", "answer": "正确", "difficulty": "easy"}

CASES: dict[str, Case] = {
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
}
