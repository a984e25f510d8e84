"""The table of stored pictures and sounds."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, moment, short


class MediaFile(Base):
    """A picture or a sound as it is handed out; a row never changes, for its name is the hash of its bytes."""

    __tablename__ = "media"

    #: SHA-256 (hex) of ``content`` and the ending of its format, such as ``9f86…0a08.webp``.
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    #: picture | audio
    kind: Mapped[short]
    mime: Mapped[short]
    #: Bytes.
    size: Mapped[int]
    #: In pixels, or a vector picture's own units; 0 for sounds.
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    #: SHA-256 (hex) of the file that was uploaded: the same file again need not be made again.
    original_hash: Mapped[str] = mapped_column(String(64), index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    #: When it was last uploaded.
    created_at: Mapped[moment]

    __table_args__ = (CheckConstraint("kind IN ('picture','audio')", name="kind_known"),)
