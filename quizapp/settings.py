"""Settings: one frozen object read from the environment (``QUIZAPP_*``), with a home folder for what must stay.

The home folder (``QUIZAPP_HOME``, by default ``./var`` in a checkout and the user's data folder elsewhere) holds
the SQLite file, the secret key (created on first use, readable by its owner only) and uploads.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from hmac import new as hmac_new
from pathlib import Path
from urllib.parse import urlsplit

from quizapp.errors import Misconfigured
from quizapp.kit.i18n import N_
from quizapp.kit.sentinels import SCHEME, read_sentinels


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the footer of every public page says; empty lines are not shown."""

    #: ICP filing number, shown at the bottom centre and linked to the ministry's page.
    icp_number: str = ""
    #: Public-security network filing number.
    police_number: str = ""
    #: Who runs this site.
    organizer: str = ""
    #: How to reach them: phone or address.
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """The mail server for reminders; without a host no mail is sent."""

    host: str = ""
    port: int = 587
    #: starttls | tls | none
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    #: Address in the From line.
    sender: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this installation runs. Read once at the start; nothing changes it later."""

    home: Path
    #: ``sqlite:///…`` or ``postgresql://…``
    database_url: str
    #: A streaming replica that long reading may use; empty: everything is read where it is written.
    database_read_url: str = field(default="", repr=False)
    #: Seconds that the replica is waited for, to have everything the primary has; then the primary is read.
    database_read_lag_s: int = 1
    #: The same database for the account that owns the tables and changes their shape; empty: the one that serves does.
    migration_url: str = field(default="", repr=False)
    #: At least 32 characters; signs cookies and tokens. Sub-keys are derived by purpose.
    secret_key: str = field(repr=False)
    #: Public address such as ``https://quiz.example.gov.cn``, for QR codes; empty = the address of the request.
    public_url: str = ""
    #: Cookies only over HTTPS; off by default because the village hall has plain HTTP on its own network.
    secure_cookies: bool = False
    #: How many reverse proxies stand in front and may set X-Forwarded-For.
    trusted_proxies: int = 0
    #: Where rate limits are counted: ``memory://``, ``redis://…`` or ``redis+sentinel://host,host/name``
    limits_url: str = field(default="memory://", repr=False)
    #: ``redis://…`` (or ``redis+sentinel://…``) through which processes tell each other of changes in live quizzes; empty: they look oftener.
    live_fanout_url: str = field(default="", repr=False)
    #: Largest request body, bytes.
    max_body_bytes: int = 12 * 1024 * 1024
    #: All pictures and sounds of questions together, bytes.
    max_media_bytes: int = 2 * 1024**3
    #: So many phones may be entering contests at one instant, a process; more stand in line. 0 = no line, ever.
    openings_at_once: int = 4
    #: Serving processes do repeating jobs and ordered files themselves; off where ``quizapp work`` does.
    background: bool = True
    #: Phones' browsers keep a page of ours for times without network; off, they drop what they kept.
    offline_pages: bool = True
    #: ClamAV's daemon, ``unix:/path`` or ``host:port``, that looks at files before they are kept; empty: nobody does.
    clamd: str = ""
    #: Whether webhooks may go to private addresses and plain HTTP: for systems in the same machine room.
    webhooks_allow_private: bool = False
    #: Who has to have a second factor: optional | personal | everyone, see `quizapp.accounts.SecondFactorDemand`.
    second_factor: str = "optional"
    #: plain | json
    log_format: str = "plain"
    #: Whether each request gets a line in the log.
    access_log: bool = False
    #: Where figures for Prometheus are offered, ``host:port``; empty: nowhere.
    metrics: str = ""
    #: What Prometheus must send as ``Authorization: Bearer …``; empty: nothing, which is allowed on this machine only.
    metrics_token: str = field(default="", repr=False)
    #: Seconds from the signal to stop until no more requests are taken, in which ``/healthz`` says 503.
    drain_s: int = 0
    #: As long as this file exists ``/healthz`` says 503, so that a balancer sends people elsewhere.
    draining_file: Path | None = None
    site: Site = field(default_factory=Site)
    mail: Mail = field(default_factory=Mail)

    @property
    def forms_folder(self) -> Path:
        """Where this installation keeps its own statistics forms."""
        return self.home / "forms"

    @property
    def owner_url(self) -> str:
        """The database for whoever makes tables and changes their shape."""
        return self.migration_url or self.database_url

    def key_for(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose, derived from the secret key."""
        return _derive_key(self.secret_key, purpose)

    def cookie_name(self, name: str) -> str:
        """What a cookie of ours is called; ``__Host-`` binds it to this host where HTTPS allows."""
        return f"__Host-{name}" if self.secure_cookies else name


@lru_cache(maxsize=32)
def _derive_key(secret_key: str, purpose: str) -> bytes:
    return hmac_new(secret_key.encode(), f"quizapp:{purpose}".encode(), sha256).digest()


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings of this process. Raises `Misconfigured` when a value cannot be used."""
    env = os.environ if environ is None else environ
    home = Path(env.get("QUIZAPP_HOME") or _default_home(env)).expanduser().resolve()
    return Settings(
        home=home,
        database_url=env.get("QUIZAPP_DATABASE_URL") or f"sqlite:///{home / 'quizapp.db'}",
        database_read_url=env.get("QUIZAPP_DATABASE_READ_URL", "").strip(),
        database_read_lag_s=_whole(env, "QUIZAPP_DATABASE_READ_LAG", 1),
        migration_url=env.get("QUIZAPP_MIGRATION_URL", "").strip(),
        secret_key=env.get("QUIZAPP_SECRET_KEY") or _kept_secret(home / "secret.key"),
        public_url=env.get("QUIZAPP_PUBLIC_URL", "").rstrip("/"),
        secure_cookies=_flag(env, "QUIZAPP_SECURE_COOKIES"),
        trusted_proxies=_whole(env, "QUIZAPP_TRUSTED_PROXIES", 0),
        limits_url=_limits(env),
        live_fanout_url=_redis(env, "QUIZAPP_LIVE_FANOUT"),
        max_body_bytes=_whole(env, "QUIZAPP_MAX_BODY_BYTES", 12 * 1024 * 1024),
        max_media_bytes=_whole(env, "QUIZAPP_MAX_MEDIA_BYTES", 2 * 1024**3),
        openings_at_once=_whole(env, "QUIZAPP_OPENINGS_AT_ONCE", 4),
        background=_flag(env, "QUIZAPP_BACKGROUND", default=True),
        offline_pages=_flag(env, "QUIZAPP_OFFLINE_PAGES", default=True),
        clamd=_clamd(env),
        webhooks_allow_private=_flag(env, "QUIZAPP_WEBHOOKS_ALLOW_PRIVATE"),
        second_factor=_one_of(env, "QUIZAPP_SECOND_FACTOR", ("optional", "personal", "everyone")),
        log_format=_one_of(env, "QUIZAPP_LOG_FORMAT", ("plain", "json")),
        access_log=_flag(env, "QUIZAPP_ACCESS_LOG"),
        metrics=_metrics(env),
        metrics_token=env.get("QUIZAPP_METRICS_TOKEN", "").strip(),
        drain_s=_whole(env, "QUIZAPP_DRAIN_SECONDS", 0),
        draining_file=Path(env["QUIZAPP_DRAINING_FILE"]) if env.get("QUIZAPP_DRAINING_FILE") else None,
        site=Site(
            icp_number=env.get("QUIZAPP_ICP_NUMBER", ""),
            police_number=env.get("QUIZAPP_POLICE_NUMBER", ""),
            organizer=env.get("QUIZAPP_ORGANIZER", ""),
            contact=env.get("QUIZAPP_CONTACT", ""),
        ),
        mail=_mail(env),
    )


def _mail(env: Mapping[str, str]) -> Mail:
    security = env.get("QUIZAPP_SMTP_SECURITY", "starttls").strip().lower()
    if security not in ("starttls", "tls", "none"):
        raise Misconfigured(
            N_("设置 QUIZAPP_SMTP_SECURITY 应为 starttls、tls 或 none，现在是“%(text)s”"), text=security
        )
    mail = Mail(
        host=env.get("QUIZAPP_SMTP_HOST", "").strip(),
        port=_whole(env, "QUIZAPP_SMTP_PORT", 465 if security == "tls" else 587),
        security=security,
        user=env.get("QUIZAPP_SMTP_USER", ""),
        password=env.get("QUIZAPP_SMTP_PASSWORD", ""),
        sender=env.get("QUIZAPP_SMTP_FROM", "").strip(),
    )
    if mail.host and "@" not in mail.sender:
        raise Misconfigured(N_("发邮件还要设置 QUIZAPP_SMTP_FROM：发件人的邮箱地址"))
    return mail


def _default_home(env: Mapping[str, str]) -> Path:
    checkout = Path(__file__).resolve().parent.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "question_banks").is_dir():
        return checkout / "var"
    base = env.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser() / "quizapp"


def _kept_secret(path: Path) -> str:
    """The installation's secret, made on first use; only the owner can read the file."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        secret = path.read_text().strip()
        if len(secret) < 32:
            raise Misconfigured(N_("密钥文件 %(path)s 太短：请删除后重新启动，或恢复备份"), path=path) from None
        return secret
    secret = secrets.token_hex(32)
    with os.fdopen(fd, "w") as stream:
        stream.write(secret + "\n")
    return secret


def _flag(env: Mapping[str, str], name: str, *, default: bool = False) -> bool:
    text = env.get(name, "").strip().lower()
    return text in {"1", "true", "yes", "on"} if text else default


def _limits(env: Mapping[str, str]) -> str:
    """As it is, but for sentinels without a name: the first request would be too late to find out."""
    url = env.get("QUIZAPP_LIMITS_URL", "").strip() or "memory://"
    return _redis(env, "QUIZAPP_LIMITS_URL") if url.startswith(SCHEME) else url


def _redis(env: Mapping[str, str], name: str) -> str:
    """Checked as far as it goes without asking Redis. The message does not repeat it: it may hold a password."""
    url = env.get(name, "").strip()
    if url and not _is_redis(url):
        raise Misconfigured(N_("设置 %(name)s 应为 Redis 的地址，例如 redis://127.0.0.1:6379/0；不用时留空"), name=name)
    return url


def _is_redis(url: str) -> bool:
    try:
        if read_sentinels(url) is not None:
            return True
        parts = urlsplit(url)
        is_whole = parts.port != 0 and bool(parts.hostname or (parts.scheme == "unix" and parts.path))
    except ValueError:
        return False
    return is_whole and parts.scheme in {"redis", "rediss", "unix"}


def _one_of(env: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    text = env.get(name, "").strip().lower() or choices[0]
    if text not in choices:
        raise Misconfigured(
            N_("设置 %(name)s 应为其中之一：%(choices)s，现在是“%(text)s”"),
            name=name,
            choices=" ".join(choices),
            text=text,
        )
    return text


def _metrics(env: Mapping[str, str]) -> str:
    """Where figures are offered. Elsewhere than on this machine they need a token: they are for nobody else."""
    text = env.get("QUIZAPP_METRICS", "").strip()
    if not text:
        return ""
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise Misconfigured(N_("设置 QUIZAPP_METRICS 应为“地址:端口”，例如 127.0.0.1:9464；不用时留空"))
    if (
        host.strip("[]") not in ("127.0.0.1", "::1", "localhost")
        and len(env.get("QUIZAPP_METRICS_TOKEN", "").strip()) < 16
    ):
        raise Misconfigured(
            N_(
                "QUIZAPP_METRICS 不在本机地址上时，还要设置 QUIZAPP_METRICS_TOKEN（至少 16 个字符），Prometheus 用它来取数"
            )
        )
    return text


def _clamd(env: Mapping[str, str]) -> str:
    text = env.get("QUIZAPP_CLAMD", "").strip()
    host, _, port = text.rpartition(":")
    if text and not text.startswith("unix:/") and not (host and port.isdecimal() and 0 < int(port) < 65_536):
        raise Misconfigured(
            N_("设置 QUIZAPP_CLAMD 应为 unix:/路径 或 地址:端口，例如 unix:/run/clamav/clamd.ctl；不用时留空")
        )
    return text


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, "").strip()
    if not text:
        return default
    if not text.isdigit():
        raise Misconfigured(N_("设置 %(name)s 应为整数，现在是“%(text)s”"), name=name, text=text)
    return int(text)
