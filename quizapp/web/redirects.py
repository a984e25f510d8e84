"""Where a redirect may go: to a path of our own, nowhere else."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request


def safe_next(target: str | None, default: str = "/") -> str:
    """``target`` when it is a path of this site (with its query), else ``default``.

    Browsers drop tabs and line breaks and read ``\\`` as ``/``; anything that could become another host that way
    is refused.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return default
    if "\\" in target or any(ord(character) < 33 or ord(character) == 127 for character in target):
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc else target


def came_from(default: str = "/") -> str:
    """Path of the page that sent this request, when it is one of ours."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host:
        return default
    return safe_next(parts.path + (f"?{parts.query}" if parts.query else ""), default)
