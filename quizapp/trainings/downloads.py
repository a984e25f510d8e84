"""One file a person of a unit (一人一档) as a zip, with a list of everybody and of who has none."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from zipfile import ZIP_DEFLATED, ZipFile

from quizapp.downloads import FileMaker, Making
from quizapp.exports import Column, Scalar, file_name, write, write_rows
from quizapp.kit.i18n import N_
from quizapp.kit.speech import Say, speaker
from quizapp.trainings.document import person_document
from quizapp.trainings.person_files import ExpectedLine, PersonFile, list_expected, stream_files
from quizapp.trainings.rules import show_hours

PEOPLE = "training.people"


def write_people(making: Making) -> int:
    """A PDF for each person with something on file, folder by unit, and ``名单.xlsx``; how many files."""
    choices, say = making.choices, speaker(str(making.choices["locale"]))
    lines = list_expected(making.session, int(choices["campaign_id"]), str(choices["path"]))
    ids = [line.person_id for line in lines if line.person_id is not None]
    filed: dict[int, PersonFile] = {}
    with ZipFile(making.stream, "w", ZIP_DEFLATED, compresslevel=4) as book:
        for number, file in enumerate(stream_files(making.session, ids, now=making.now), 1):
            filed[file.person_id] = file
            if not file.is_empty:
                book.writestr(_path(file), _pdf(file, making, say))
            making.tick(number, len(ids) + 1)
        book.writestr(f"{say(N_('名单'))}.xlsx", _list(lines, filed, say))
    return sum(not file.is_empty for file in filed.values()) + 1


def _path(file: PersonFile) -> str:
    """Its number keeps two people of one name apart."""
    return f"{file_name(file.unit_name, None, 'x')[:-2]}/{file_name(f'{file.name}-{file.person_id}', None, 'pdf')}"


def _pdf(file: PersonFile, making: Making, say: Say) -> bytes:
    stream = io.BytesIO()
    campaign, zone = str(making.choices["campaign"]), str(making.choices["zone"])
    write(person_document(file, say, campaign=campaign, zone=zone, now=making.now), stream, "pdf")
    return stream.getvalue()


def _list(lines: Sequence[ExpectedLine], filed: dict[int, PersonFile], say: Say) -> bytes:
    titles = (
        (N_("姓名"), 14), (N_("单位"), 28), (N_("培训次数"), 10), (N_("完成次数"), 10), (N_("学时合计"), 10), (N_("其他考试"), 10),
        (N_("有无档案"), 16),
    )  # fmt: skip
    columns = tuple(Column(title=say(title), width=width) for title, width in titles)
    stream = io.BytesIO()
    write_rows(columns, _list_rows(lines, filed, say), stream, "xlsx")
    return stream.getvalue()


def _list_rows(lines: Sequence[ExpectedLine], filed: dict[int, PersonFile], say: Say) -> Iterator[tuple[Scalar, ...]]:
    for line in lines:
        file = filed.get(line.person_id or 0)
        if file is None or file.is_empty:
            yield line.name, line.unit_name, 0, 0, "0", 0, say(N_("没有参加记录"))
            continue
        complete = sum(each.is_complete for each in file.trainings)
        hours = show_hours(file.tenth_hours)
        yield line.name, line.unit_name, len(file.trainings), complete, hours, len(file.contests), say(N_("有"))


MAKERS = (FileMaker(purpose=PEOPLE, write=write_people),)
