"""Certificates (证书) of a contest: an editable, versioned template; one for each person who meets its rule; a page that
says whether a number is real.

A certificate stands on a paper whose attendance stands in the ledger; nothing is written there. How the page is drawn
belongs to `quizapp.exports`.
"""

from quizapp.certificates.issuing import CHUNK, is_due, issue
from quizapp.certificates.models import Certificate, CertificateOffer, CertificateTemplate
from quizapp.certificates.printing import SAMPLE_NUMBER, FixedWords, page_of, sample_page, show_score, style_of
from quizapp.certificates.queries import (
    PAGE,
    CertificateCounts,
    CertificateRow,
    UnitCount,
    count_certificates,
    find_by_number,
    find_by_token,
    list_certificates,
    list_units,
    my_certificate,
    my_offers,
    offered,
    stream_certificates,
)
from quizapp.certificates.rules import NUMBER_LENGTH, PLACES, Rule, band_of, show_number
from quizapp.certificates.service import (
    TemplateSettings,
    close_offer,
    current_template,
    open_offer,
    save_template,
)

__all__ = [
    "CHUNK",
    "NUMBER_LENGTH",
    "PAGE",
    "PLACES",
    "SAMPLE_NUMBER",
    "Certificate",
    "CertificateCounts",
    "CertificateOffer",
    "CertificateRow",
    "CertificateTemplate",
    "FixedWords",
    "Rule",
    "TemplateSettings",
    "UnitCount",
    "band_of",
    "close_offer",
    "count_certificates",
    "current_template",
    "find_by_number",
    "find_by_token",
    "is_due",
    "issue",
    "list_certificates",
    "list_units",
    "my_certificate",
    "my_offers",
    "offered",
    "open_offer",
    "page_of",
    "sample_page",
    "save_template",
    "show_number",
    "show_score",
    "stream_certificates",
    "style_of",
]
