"""What certificate views share: the fixed words in the template's language, the verify address, the two files."""

from __future__ import annotations

import io

from flask import Response, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from quizapp import certificates
from quizapp.certificates import AttendedRow, AttendedTemplate, CertificateRow, CertificateTemplate, FixedWords
from quizapp.certificates.words import DAY, NUMBER_LABEL, SEAL_LABEL, VERIFY_LABEL
from quizapp.exports import (
    CertificateStyle,
    PrintedCertificate,
    content_disposition,
    file_name,
    write_certificate_png,
    write_certificates,
)
from quizapp.web import settings

_TYPES = {"pdf": "application/pdf", "png": "image/png"}


def fixed_words(language: str) -> FixedWords:
    """Words of the page that the organizer does not write."""
    with force_locale(language):
        return FixedWords(number=_(NUMBER_LABEL), verify=_(VERIFY_LABEL), seal=_(SEAL_LABEL), day=_(DAY))


def verify_address(number: str) -> str:
    """What the code holds: the site's public address, else the one of this request."""
    base = settings().public_url or request.host_url.rstrip("/")
    return base + url_for("certificate.verify", number=number)


def printed(row: CertificateRow) -> tuple[CertificateStyle, PrintedCertificate]:
    """A certificate ready to draw."""
    words = fixed_words(row.template.language)
    page = certificates.page_of(row, words, address=verify_address(row.number))
    return style_of(row.template), page


def printed_attended(row: AttendedRow) -> tuple[CertificateStyle, PrintedCertificate]:
    """A certificate of attendance ready to draw."""
    words = fixed_words(row.template.language)
    page = certificates.attended_page(row, words, address=verify_address(row.number))
    return style_of(row.template), page


def style_of(template: CertificateTemplate | AttendedTemplate) -> CertificateStyle:
    """The template's look."""
    return certificates.style_of(template, fixed_words(template.language))


def send_page(style: CertificateStyle, page: PrintedCertificate, fmt: str, name: str) -> Response:
    """One page as PDF to keep, or as a picture that stands in a page and can be saved by a long press."""
    stream = io.BytesIO()
    if fmt == "pdf":
        write_certificates([(style, page)], stream, title=page.title, author="、".join(page.issuers))
    else:
        write_certificate_png(style, page, stream)
    headers = {"Cache-Control": "private, max-age=300", "X-Robots-Tag": "noindex"}
    disposition = content_disposition(file_name(name, None, fmt))
    headers["Content-Disposition"] = disposition if fmt == "pdf" else disposition.replace("attachment", "inline", 1)
    return Response(stream.getvalue(), content_type=_TYPES[fmt], headers=headers)
