"""Pictures on their way into banks: shipped beside a TOML file, or inside an imported one."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from quizapp.banks import (
    BankQuestion,
    BankReading,
    ShippedBank,
    know_files,
    load_shipped_banks,
    media_of_question,
    store_files,
    sync_shipped_banks,
)
from quizapp.db import Store
from quizapp.errors import Invalid, Misconfigured
from quizapp.media import MediaFile, find_stored
from quizapp.media.jobs import JOBS
from quizapp.questions import Media, Question, decode_question
from quizapp.settings import Settings
from tests.media.files import VECTOR, photo, picture
from tests.support.clock import OPENING

STEM = Media(file="pictures/a.svg", alt="一间厨房")
QUESTION = Question(type="single", stem="看图", options=("甲", "乙"), correct=(0,), key="p-1", media=(STEM,))


def shipped(folder: Path, *questions: Question) -> ShippedBank:
    (folder / "pictures").mkdir(exist_ok=True)
    (folder / "pictures" / "a.svg").write_bytes(VECTOR)
    return ShippedBank(key="pics", title="看图", summary="", verified_on=None, questions=questions, folder=folder)


def contents(store: Store) -> list[Question]:
    with store.read() as session:
        return [decode_question(each) for each in session.scalars(select(BankQuestion.content))]


def test_it_works(store: Store, tmp_path: Path) -> None:
    with store.write() as session:
        sync_shipped_banks(session, OPENING, banks=[shipped(tmp_path, QUESTION)])
    (media,) = contents(store)[0].media
    assert media.file.endswith(".svg")
    assert len(media.file) == 68
    assert (media.alt, media.width, media.height) == ("一间厨房", 1000, 750)


def test_shipping_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    for _ in range(2):
        with store.write() as session:
            done = sync_shipped_banks(session, OPENING, banks=[shipped(tmp_path, QUESTION)])
    assert (done.added, done.changed, done.retired) == (0, 0, 0)


def test_options_and_parts_have_theirs_stored_too(store: Store, tmp_path: Path) -> None:
    option = replace(QUESTION, key="p-2", media=(), option_media=(STEM, None))
    case = Question(type="case", stem="材料", key="p-3", parts=(replace(QUESTION, key=""),))
    with store.write() as session:
        sync_shipped_banks(session, OPENING, banks=[shipped(tmp_path, option, case)])
    names = [media.file for question in contents(store) for media in media_of_question(question)]
    assert len(names) == 2
    assert len(set(names)) == 1


def test_the_units_of_drawn_regions_stay(store: Store, tmp_path: Path) -> None:
    declared = replace(QUESTION, media=(replace(STEM, width=500.0, height=375.0),))
    with store.write() as session:
        sync_shipped_banks(session, OPENING, banks=[shipped(tmp_path, declared)])
    assert (contents(store)[0].media[0].width, contents(store)[0].media[0].height) == (500, 375)


@pytest.mark.parametrize("name", ["pictures/none.svg", "../../etc/passwd", "/etc/passwd"])
def test_a_missing_file_is_named_and_nothing_is_stored(store: Store, tmp_path: Path, name: str) -> None:
    wrong = replace(QUESTION, media=(replace(STEM, file=name),))
    with pytest.raises(Misconfigured, match=name), store.write() as session:
        sync_shipped_banks(session, OPENING, banks=[shipped(tmp_path, wrong)])
    assert contents(store) == []


def test_every_shipped_picture_is_there(store: Store) -> None:
    with store.write() as session:
        sync_shipped_banks(session, OPENING)
    wanted = {media.file for question in contents(store) for media in media_of_question(question)}
    with store.read() as session:
        assert wanted == set(find_stored(session, wanted))


def test_no_shipped_picture_reaches_outside_or_runs_anything() -> None:
    for bank in load_shipped_banks():
        assert bank.folder is not None
        for name in {media.file for question in bank.questions for media in media_of_question(question)}:
            text = (bank.folder / name).read_text("utf-8").lower()
            assert not [word for word in ("<script", "javascript:", " on", "href=", "foreignobject", "<!entity", "url(http")
                        if word in text.replace(" on-", "")], name  # fmt: skip


def reading(**files: bytes) -> BankReading:
    inside = replace(QUESTION, key="", media=(Media(file="a.jpg"), Media(file="b.png", width=10.0, height=10.0)))
    return BankReading(questions=(QUESTION, inside), problems=(), format="moodle_xml", rows=(3, 9), files={
        "a.jpg": photo((800, 600)), "b.png": picture(), **files})  # fmt: skip


def test_files_of_an_import_are_stored(store: Store) -> None:
    with store.write() as session:
        done = store_files(session, reading(), now=OPENING, quota_bytes=10**9)
    first, second = done.questions[1].media
    assert first.file.endswith(".webp")
    assert (first.width, first.height) == (800, 600)
    assert (second.width, second.height) == (10, 10)
    assert done.questions[0] == QUESTION, "its file did not come along"


def test_a_preview_knows_what_was_imported_before(store: Store) -> None:
    with store.write() as session:
        assert know_files(session, reading()).questions == reading().questions
        done = store_files(session, reading(), now=OPENING, quota_bytes=10**9)
        assert know_files(session, reading()).questions == done.questions


def test_a_broken_file_is_named_with_its_row(store: Store) -> None:
    broken = reading(**{"a.jpg": b"no picture"})
    with store.write() as session, pytest.raises(Invalid, match=r"第 9 行.*a\.jpg.*图片读不出来"):
        store_files(session, broken, now=OPENING, quota_bytes=10**9)
    with store.write() as session:
        assert store_files(session, broken, now=OPENING, quota_bytes=10**9, places=[0]).questions == broken.questions


def test_housekeeping_keeps_what_a_bank_shows(store: Store, tmp_path: Path, settings: Settings) -> None:
    with store.write() as session:
        sync_shipped_banks(session, OPENING, banks=[shipped(tmp_path, QUESTION)])
        store_files(session, reading(), now=OPENING, quota_bytes=10**9)
    (job,) = JOBS
    assert job.run(store, settings, OPENING + timedelta(days=8)) == 2
    with store.read() as session:
        assert [name[-4:] for name in session.scalars(select(MediaFile.name))] == [".svg"]


def test_the_wheel_brings_the_pictures() -> None:
    """They lie below the folder that the wheel takes whole; tests/cli/test_wheel.py installs one."""
    root = Path(__file__).resolve().parents[2]
    taken = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert taken["force-include"]["question_banks"] == "quizapp/_shipped/question_banks"
    assert all(bank.folder == root / "question_banks" for bank in load_shipped_banks())
