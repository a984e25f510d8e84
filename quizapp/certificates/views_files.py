"""What the organizer takes away: previews, the list, all certificates of a unit in one file."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from flask import Blueprint, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import certificates, contests
from quizapp.accounts import Permission
from quizapp.certificates.views_pages import fixed_words, printed, send_page, style_of, verify_address
from quizapp.certificates.words import SAMPLE
from quizapp.contests import ContestRow
from quizapp.errors import Conflict, NotFound
from quizapp.exports import Column, Scalar, content_disposition, file_name, write_certificates
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_
from quizapp.kit.text import mask_name
from quizapp.units import get_unit
from quizapp.web import actor, note, now, send_rows, staff, store

blueprint = Blueprint("certificate_files", __name__, url_prefix="/console/contests")
#: Larger files wait on disk while they are sent.
_IN_MEMORY = 4 * 1024 * 1024


@blueprint.get("/<int:contest_id>/certificates/preview.<any(pdf, png):fmt>")
@staff(Permission.VIEW)
def preview(contest_id: int, fmt: str) -> ResponseReturnValue:
    """The certificate with an invented person."""
    with store().read() as session:
        contest = contests.read_contest(session, contest_id, Permission.VIEW, actor())
        template = certificates.current_template(session, contest_id)
    if template is None:
        raise NotFound(N_("请先写好证书，预览无误后再开启"))
    number = certificates.SAMPLE_NUMBER
    page = certificates.sample_page(
        template, contest, fixed_words(template.language), name=_(SAMPLE["姓名"]), unit=_(SAMPLE["单位"]),
        day=local_date(now(), contest.time_zone), address=verify_address(number),
    )  # fmt: skip
    return send_page(style_of(template), page, fmt, f"{template.title}-{_('预览')}")


@blueprint.get("/<int:contest_id>/certificates/print.pdf")
@staff(Permission.EXPORT)
def print_all(contest_id: int) -> ResponseReturnValue:
    """Every certificate that stands, one a page, unit by unit (``?unit=7`` = that unit and those below it).

    Whoever has a right to one and has not looked yet gets it now. Full names: for those who look after people.
    """
    with store().read() as session:
        contest = contests.read_contest(session, contest_id, Permission.EXPORT, actor())
        actor().require(Permission.EDIT_PEOPLE, contest.unit_path)
        unit_id = request.args.get("unit", 0, int)
        unit = get_unit(session, unit_id) if unit_id else None
    _issue_all(contest)
    path = unit.path if unit else ""
    stream = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed with the response
    with store().read() as session:
        rows = map(printed, certificates.stream_certificates(session, contest_id, path=path))
        written = write_certificates(rows, cast(BinaryIO, stream), title=contest.title, author=contest.unit_name)
    if not written.pages:
        stream.close()
        raise Conflict(N_("还没有可以打印的证书：没有人符合条件，或证书没有开启"))
    with store().write() as session:
        detail: dict[str, object] = {"certificates": written.pages, "only_unit": unit.id if unit else None}
        note(session, "certificate.print", "contest", contest_id, unit_id=contest.unit_id, detail=detail)
    stream.seek(0)
    response = send_file(cast(BinaryIO, stream), mimetype="application/pdf")
    name = file_name("-".join([contest.title, *([unit.name] if unit else []), _("证书")]), None, "pdf")
    response.headers["Content-Disposition"] = content_disposition(name)
    return response


def _issue_all(contest: ContestRow) -> None:
    """In steps, so that phones that answer meanwhile never wait for long."""
    done = certificates.CHUNK
    while done == certificates.CHUNK:
        with store().write() as session:
            done = certificates.issue(session, contest, now=now())


@blueprint.get("/<int:contest_id>/certificates/list.<any(xlsx, csv):fmt>")
@staff(Permission.EXPORT)
def rows(contest_id: int, fmt: str) -> ResponseReturnValue:
    """The list as a table; names are masked unless ``?names=full`` is asked by somebody who looks after people."""
    with_names = request.args.get("names") == "full"
    with store().read() as session:
        contest = contests.read_contest(session, contest_id, Permission.EXPORT, actor())
        if with_names:
            actor().require(Permission.EDIT_PEOPLE, contest.unit_path)
    with store().write() as session:
        asked = {"format": fmt, "names": "full" if with_names else "masked"}
        note(session, "certificate.export", "contest", contest_id, unit_id=contest.unit_id, detail=asked)
    titles = ((_("编号"), 30), (_("姓名"), 14), (_("单位"), 30), (_("成绩"), 8), (_("日期"), 14), (_("状态"), 10))
    columns = tuple(Column(title=title, width=width) for title, width in titles)
    with store().read() as session:
        return send_rows(
            columns, _rows(certificates.stream_certificates(session, contest_id, only_standing=False), with_names), fmt,
            f"{contest.title}{_('证书')}",
        )  # fmt: skip


def _rows(found: Iterator[certificates.CertificateRow], with_names: bool) -> Iterator[tuple[Scalar, ...]]:
    for row in found:
        name = row.name if with_names else mask_name(row.name)
        yield (
            certificates.show_number(row.number), name, row.unit_name, certificates.show_score(row.score),
            row.earned_on, _("已撤回") if row.is_withdrawn else _("有效"),
        )  # fmt: skip
