"""Which stored files are shown somewhere: every feature with pictures says so in its module ``media_uses``."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from quizapp.kit.registry import load_part


def names_in_use(session: Session) -> Iterator[str]:
    """Stored names that a bank's question (any version) or a published contest shows; repeats are possible."""
    for module in load_part("media_uses"):
        yield from module.names_in_use(session)
