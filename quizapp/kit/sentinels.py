"""Addresses of Redis behind sentinels: ``redis+sentinel://[[user]:password@]host:26379,host:26379/name``."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

SCHEME = "redis+sentinel"
_PORT = 26379


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentinels:
    """Who knows which Redis is the primary called ``name``; user and password hold for the sentinels and for Redis."""

    hosts: tuple[tuple[str, int], ...]
    name: str
    username: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def credentials(self) -> dict[str, str]:
        """What of user and password is set, as Redis clients name it."""
        said = {"username": self.username, "password": self.password}
        return {key: value for key, value in said.items() if value}


def read_sentinels(url: str) -> Sentinels | None:
    """Who is named; None when ``url`` is an address of another kind. Raises `ValueError` for one that says nothing."""
    parts = urlsplit(url)
    if parts.scheme != SCHEME:
        return None
    user, _, places = parts.netloc.rpartition("@")
    username, _, password = user.partition(":")
    name = parts.path.strip("/")
    if not name or "/" in name:
        raise ValueError("one name of a primary stands behind the hosts")
    hosts = tuple(_read_host(place) for place in places.split(","))
    return Sentinels(hosts=hosts, name=name, username=unquote(username) or None, password=unquote(password) or None)


def _read_host(place: str) -> tuple[str, int]:
    one = urlsplit(f"//{place}")
    if not one.hostname or one.port == 0:
        raise ValueError("a sentinel has no address")
    return one.hostname, one.port or _PORT
