"""Certificates (证书) of a contest, and of attendance at a session: an editable, versioned template; one for each person
who meets its rule; a page that says whether a number is real.

A contest's certificate stands on a paper whose attendance stands in the ledger, one of attendance on the stays of the
door; nothing is written there. How the page is drawn
belongs to `quizapp.exports`.
"""

from quizapp.certificates.attended import (
    AttendedSettings,
    asked_by,
    attended_template,
    count_earned,
    earned_by,
    has_earned,
    issue_attended,
    save_attended,
)
from quizapp.certificates.attended_queries import (
    AttendedRow,
    attended_by_token,
    attended_of,
    find_attended,
    list_attended,
    my_attended,
)
from quizapp.certificates.issuing import CHUNK, is_due, issue
from quizapp.certificates.models import (
    AttendedCertificate,
    AttendedTemplate,
    Certificate,
    CertificateOffer,
    CertificateTemplate,
)
from quizapp.certificates.printing import (
    SAMPLE_NUMBER,
    FixedWords,
    attended_page,
    attended_sample,
    page_of,
    sample_page,
    show_score,
    style_of,
)
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
from quizapp.certificates.rules import ATTENDED_PLACES, NUMBER_LENGTH, PLACES, Rule, band_of, show_number
from quizapp.certificates.service import (
    TemplateSettings,
    close_offer,
    current_template,
    open_offer,
    save_template,
)

__all__ = [
    "ATTENDED_PLACES",
    "CHUNK",
    "NUMBER_LENGTH",
    "PAGE",
    "PLACES",
    "SAMPLE_NUMBER",
    "AttendedCertificate",
    "AttendedRow",
    "AttendedSettings",
    "AttendedTemplate",
    "Certificate",
    "CertificateCounts",
    "CertificateOffer",
    "CertificateRow",
    "CertificateTemplate",
    "FixedWords",
    "Rule",
    "TemplateSettings",
    "UnitCount",
    "asked_by",
    "attended_by_token",
    "attended_of",
    "attended_page",
    "attended_sample",
    "attended_template",
    "band_of",
    "close_offer",
    "count_certificates",
    "count_earned",
    "current_template",
    "earned_by",
    "find_attended",
    "find_by_number",
    "find_by_token",
    "has_earned",
    "is_due",
    "issue",
    "issue_attended",
    "list_attended",
    "list_certificates",
    "list_units",
    "my_attended",
    "my_certificate",
    "my_offers",
    "offered",
    "open_offer",
    "page_of",
    "sample_page",
    "save_attended",
    "save_template",
    "show_number",
    "show_score",
    "stream_certificates",
    "style_of",
]
