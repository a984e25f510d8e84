"""Tables of certificates. A certificate holds no name: it is the person's, and goes when the person is erased."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.certificates.models_attended import AttendedCertificate, AttendedTemplate
from quizapp.db import Base, BigId, body, intpk, line, moment, short

__all__ = ["AttendedCertificate", "AttendedTemplate", "Certificate", "CertificateOffer", "CertificateTemplate"]


class CertificateTemplate(Base):
    """One version of a contest's certificate: wording, rule, look. Never changed: a change is the next version."""

    __tablename__ = "certificate_template"

    id: Mapped[intpk]
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contest.id"))
    #: 1-based.
    version: Mapped[int]
    #: 荣誉证书
    title: Mapped[line]
    #: Paragraphs with named places such as {姓名}.
    text: Mapped[body]
    #: Issuing units, one a line.
    issuers: Mapped[body]
    #: took_part | passed | score
    rule: Mapped[short]
    #: Share of the full score that ``score`` asks for, in percent.
    percent: Mapped[int]
    #: classic | plain | modern
    design: Mapped[short]
    is_landscape: Mapped[bool]
    #: Whether an empty box says where the stamp goes.
    has_seal_box: Mapped[bool]
    #: Whether the verify page says in which band the score lies.
    shows_band: Mapped[bool]
    #: Language of the fixed words: zh_Hans | zh_Hant | en
    language: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[moment]
    created_by: Mapped[str] = mapped_column(String(60))

    __table_args__ = (
        UniqueConstraint("contest_id", "version", name="uq_certificate_template_version"),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("rule IN ('took_part','passed','score')", name="rule_known"),
        CheckConstraint("percent BETWEEN 1 AND 100", name="is_percent"),
        CheckConstraint("design IN ('classic','plain','modern')", name="design_known"),
    )


class CertificateOffer(Base):
    """That a contest has certificates, and whether people get them now."""

    __tablename__ = "certificate_offer"

    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contest.id"), primary_key=True, autoincrement=False)
    #: The newest version: what is issued from now on.
    template_id: Mapped[int] = mapped_column(BigId, ForeignKey("certificate_template.id"))
    #: Since when new ones are issued; None = off.
    opened_at: Mapped[moment | None]


class Certificate(Base):
    """A certificate of one person for one contest, made when it was first looked at or printed."""

    __tablename__ = "certificate"

    id: Mapped[intpk]
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contest.id"))
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    #: The version it was issued with, for ever.
    template_id: Mapped[int] = mapped_column(BigId, ForeignKey("certificate_template.id"), index=True)
    #: The paper it stands on; when that is taken back, the certificate is withdrawn.
    attempt_id: Mapped[int] = mapped_column(BigId, ForeignKey("attempt.id"))
    #: 20 letters and digits (90 bits): printed, in the code, at /v/<number>.
    number: Mapped[short] = mapped_column(unique=True)
    #: Name of its files: whoever has this has the full name (130 bits).
    token: Mapped[short] = mapped_column(unique=True)
    #: As they were called when it was issued.
    unit_name: Mapped[line]
    contest_title: Mapped[line]
    #: Day of the paper, in the campaign's time zone.
    earned_on: Mapped[date]
    issued_at: Mapped[moment]

    __table_args__ = (
        # Two taps at one moment are one certificate.
        UniqueConstraint("contest_id", "person_id", name="uq_certificate_person"),
        Index("ix_certificate_contest_issued", "contest_id", "issued_at"),
    )
