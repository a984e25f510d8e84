"""From a certificate's row to the page that is printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from quizapp.activities import SessionFacts
from quizapp.certificates.attended_queries import AttendedRow
from quizapp.certificates.models import AttendedTemplate, CertificateTemplate
from quizapp.certificates.queries import CertificateRow
from quizapp.certificates.rules import fill_text, show_number
from quizapp.contests import ContestRow
from quizapp.exports import CertificateDesign, CertificateStyle, PrintedCertificate
from quizapp.trainings import show_hours

#: The number of previews: it cannot be issued, for it has letters that numbers never have.
SAMPLE_NUMBER = "SAMPLE00SAMPLE00SAMP"


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedWords:
    """Words that belong to the page and not to the template, in the template's language."""

    number: str
    verify: str
    seal: str
    #: ``{year}``, ``{month}`` and ``{day}`` are filled in.
    day: str

    def show_day(self, day: date) -> str:
        """2026年6月30日"""
        return self.day.format(year=day.year, month=day.month, day=day.day)


def style_of(template: CertificateTemplate | AttendedTemplate, words: FixedWords) -> CertificateStyle:
    """The look that the template asks for."""
    return CertificateStyle(
        design=CertificateDesign(template.design), is_landscape=template.is_landscape,
        seal=words.seal if template.has_seal_box else "", number_label=words.number, verify_label=words.verify,
    )  # fmt: skip


def page_of(row: CertificateRow, words: FixedWords, *, address: str) -> PrintedCertificate:
    """What is printed for this person; ``address`` is the verify page's."""
    values = {
        "姓名": row.name, "单位": row.unit_name, "竞赛名称": row.contest_title, "成绩": show_score(row.score),
    }  # fmt: skip
    return _page(row.template, values, row.earned_on, row.number, words, address)


def sample_page(
    template: CertificateTemplate, contest: ContestRow, words: FixedWords, *, name: str, unit: str, day: date, address: str
) -> PrintedCertificate:  # fmt: skip
    """The same with invented values: what the organizer looks at before switching it on."""
    values = {"姓名": name, "单位": unit, "竞赛名称": contest.title, "成绩": show_score(contest.max_score * 95 // 100)}
    return _page(template, values, day, SAMPLE_NUMBER, words, address)


def attended_page(row: AttendedRow, words: FixedWords, *, address: str) -> PrintedCertificate:
    """What is printed for this person's attendance."""
    return _attended(
        row.template, words, name=row.name, unit=row.unit_name, title=row.session_title, tenth_hours=row.tenth_hours,
        day=row.held_on, number=row.number, address=address,
    )  # fmt: skip


def attended_sample(
    template: AttendedTemplate, facts: SessionFacts, words: FixedWords, *, name: str, unit: str, tenth_hours: int, address: str
) -> PrintedCertificate:  # fmt: skip
    """The same with an invented person."""
    return _attended(
        template, words, name=name, unit=unit, title=facts.title, tenth_hours=tenth_hours, day=facts.day,
        number=SAMPLE_NUMBER, address=address,
    )  # fmt: skip


def _attended(
    template: AttendedTemplate, words: FixedWords, *, name: str, unit: str, title: str, tenth_hours: int, day: date,
    number: str, address: str,
) -> PrintedCertificate:  # fmt: skip
    values = {"姓名": name, "单位": unit, "活动名称": title, "学时": show_hours(tenth_hours)}
    return _page(template, values, day, number, words, address)


def show_score(hundredths: int) -> str:
    """``8250`` -> ``82.5``"""
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")


def _page(
    template: CertificateTemplate | AttendedTemplate,
    values: dict[str, str],
    day: date,
    number: str,
    words: FixedWords,
    address: str,
) -> PrintedCertificate:
    shown = words.show_day(day)
    full = values | {"日期": shown, "编号": show_number(number)}
    return PrintedCertificate(
        title=template.title, paragraphs=fill_text(template.text, full), issuers=tuple(template.issuers.split("\n")),
        day=shown, number=show_number(number), url=address,
    )  # fmt: skip
