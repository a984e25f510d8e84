"""Pure decisions about webhooks: event types, signatures, when to try again, which addresses are allowed."""

from __future__ import annotations

import hmac
import ipaddress
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_

#: Verdict of check-in -> event type; every other verdict turned somebody away.
_TYPES = {
    "accepted": "checkin.accepted",
    "already_in": "checkin.repeated",
    "reentered": "checkin.reentered",
    "left": "checkin.exit",
    "undone": "checkin.undone",
}
REFUSED = "checkin.refused"
PING = "ping"
#: What a target may ask for, with its word (a message id).
EVENT_TYPES = {
    "checkin.accepted": N_("签到成功"),
    "checkin.repeated": N_("重复扫码"),
    "checkin.reentered": N_("再次进入"),
    "checkin.exit": N_("签退"),
    "checkin.undone": N_("撤销签到"),
    REFUSED: N_("没有签上"),
    "filing.due": N_("报表待报提醒"),
    "filing.submitted": N_("报表已报送"),
    "filing.returned": N_("报表被退回"),
    "filing.accepted": N_("报表已通过"),
    "filing.frozen": N_("报表已定稿"),
    "live.finished": N_("直播答题已结束"),
    "live.voided": N_("直播答题已作废"),
}
#: A delivery is given up after this long.
KEPT_TRYING = timedelta(hours=24)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=4)


def event_type(verdict: str) -> str:
    """Type of the event that a scan with this verdict is."""
    return _TYPES.get(verdict, REFUSED)


def sign(secret: str, body: bytes, at: datetime) -> str:
    """The signature header: ``t=<seconds>,v1=<hex>`` over ``<seconds>.<body>``, so that an old one cannot be replayed."""
    seconds = int(at.timestamp())
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, sha256).hexdigest()
    return f"t={seconds},v1={digest}"


def next_try(tries: int, created_at: datetime, now: datetime) -> datetime | None:
    """When to try again after ``tries`` failures; None = give up."""
    due_at = now + min(_FIRST_PAUSE * 2 ** min(tries - 1, 20), _LONGEST_PAUSE)
    return None if due_at > created_at + KEPT_TRYING else due_at


def check_url(url: str, *, allow_private: bool) -> str:
    """The address, if it may be called at all. Raises `Invalid`. Where its name leads to is checked at each call."""
    parts = urlsplit(url.strip())
    schemes = {"https", "http"} if allow_private else {"https"}
    try:
        has_port = parts.port is None or 0 < parts.port < 65536
    except ValueError:
        has_port = False
    if parts.scheme not in schemes or not parts.hostname or not has_port or len(url) > 500:
        raise Invalid(N_("地址应以 https:// 开头，是一个完整的网址"), field="url")
    if parts.username or parts.password or parts.fragment:
        raise Invalid(N_("地址里不要写用户名、密码和 #"), field="url")
    return url.strip()


def is_public(address: str) -> bool:
    """Whether an IP address lies on the public network: not ours, not this machine's, not a cloud's own.

    IPv4 inside of IPv6 (mapped, 6to4, Teredo, NAT64) is judged as what it leads to.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _inner(ip)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def _inner(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
