"""What the doctor looks at without the database: the machine, its clock and files, and settings that do not fit together."""

from __future__ import annotations

import ctypes
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from quizapp.exports import shipped_font
from quizapp.kit.clock import DEFAULT_ZONE
from quizapp.live import check_fanout
from quizapp.ops.backup_note import read_note
from quizapp.ops.finding import Finding, fail, fine, warn
from quizapp.ops.measured import free_bytes
from quizapp.settings import Settings
from quizapp.uploads import check_scanner

try:
    import resource
except ImportError:  # Windows counts no files
    resource = None  # type: ignore[assignment]

#: Below this much free space a busy day can fill the disk.
ENOUGH_BYTES = 1 << 30
#: Files that a hall of phones needs open.
_FILES = 4_096
#: What the kernel answers while nobody keeps its clock.
_TIME_ERROR = 5
_DAY_S = 86_400


def examine_machine(settings: Settings, *, now: datetime) -> Iterator[Finding]:
    """All findings that need no database."""
    yield _secret(settings)
    yield _home(settings)
    yield _disk(settings)
    yield _clock()
    yield _zone()
    yield _files()
    yield _fonts()
    yield _address(settings)
    yield _proxies(settings)
    yield _limits(settings)
    yield _live_fanout(settings)
    yield _scanner(settings)
    yield _logs(settings)
    yield _backup(settings, now)


def _secret(settings: Settings) -> Finding:
    path = settings.home / "secret.key"
    if len(settings.secret_key) < 32:
        return fail("secret key", "shorter than 32 characters", "密钥不足 32 个字符")
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        return fail("secret key", f"others can read {path}: chmod 600 it", f"其他人能读密钥文件：chmod 600 {path}")
    return fine("secret key", "long enough, readable by its owner only")


def _home(settings: Settings) -> Finding:
    home = settings.home
    if home.exists() and stat.S_IMODE(home.stat().st_mode) & 0o007:
        return warn(
            "home folder", f"others can look into {home}: chmod 750 it", f"其他人能进入数据目录：chmod 750 {home}"
        )
    return fine("home folder", str(home))


def _disk(settings: Settings) -> Finding:
    free = free_bytes(settings.home)
    said = f"{free / (1 << 30):.1f} GiB free at {settings.home}"
    return fine("disk", said) if free >= ENOUGH_BYTES else warn("disk", said, "磁盘剩余不足 1 GiB：请清理或扩容")


def _clock() -> Finding:
    try:
        state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(512))
    except (OSError, AttributeError, TypeError):
        return fine("clock", "this system does not say whether somebody keeps it")
    if state == _TIME_ERROR:
        return warn(
            "clock", "nobody keeps it: switch on NTP (timedatectl set-ntp true)",
            "本机没有对时：请打开 NTP（timedatectl set-ntp true），内网用单位的时间服务器",
        )  # fmt: skip
    return fine("clock", "kept by NTP")


def _zone() -> Finding:
    try:
        ZoneInfo(DEFAULT_ZONE)
    except (ZoneInfoNotFoundError, OSError):
        return fail("time zones", "no data: install tzdata", "缺少时区数据：请安装 tzdata")
    return fine("time zones", f"{DEFAULT_ZONE} is known")


def _files() -> Finding:
    if resource is None:
        return fine("open files", "not counted on this system")
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard != resource.RLIM_INFINITY and hard < _FILES:
        return warn(
            "open files",
            f"at most {hard}: systemd LimitNOFILE=65536",
            f"最多只能打开 {hard} 个文件：systemd 设 LimitNOFILE=65536",
        )
    return fine("open files", "unlimited" if hard == resource.RLIM_INFINITY else f"up to {hard}")


def _fonts() -> Finding:
    try:
        shipped_font()
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, documents cannot be printed
        return fail("fonts", f"the shipped font cannot be read ({type(error).__name__})", "自带字体读不了：请重新安装")
    return fine("fonts", "the shipped one can be read")


def _address(settings: Settings) -> Finding:
    what, url = "public address", settings.public_url
    if not url:
        return warn(
            what, "QUIZAPP_PUBLIC_URL is empty: QR codes use the address of the request",
            "没有设置 QUIZAPP_PUBLIC_URL：二维码用的是访问时的地址",
        )  # fmt: skip
    if url.startswith("https://") and not settings.secure_cookies:
        return warn(what, "HTTPS without QUIZAPP_SECURE_COOKIES=1", "用了 HTTPS，还要设 QUIZAPP_SECURE_COOKIES=1")
    if url.startswith("http://") and settings.secure_cookies:
        return fail(
            what, "cookies for HTTPS only, but the address is http://: nobody can sign in",
            "设了只走 HTTPS 的 Cookie，公开地址却是 http://：谁也登录不了",
        )  # fmt: skip
    return fine(what, url)


def _proxies(settings: Settings) -> Finding:
    if settings.secure_cookies and not settings.trusted_proxies:
        return warn(
            "proxies", "HTTPS ends at a proxy, but QUIZAPP_TRUSTED_PROXIES is 0: limits count everybody as one address",
            "HTTPS 由反向代理处理，却没有设 QUIZAPP_TRUSTED_PROXIES：限流会把所有人当成同一个地址",
        )  # fmt: skip
    return fine("proxies", f"{settings.trusted_proxies} trusted")


def _limits(settings: Settings) -> Finding:
    if settings.limits_url.startswith("memory"):
        return fine("rate limits", "counted in this process's memory")
    problem = check_fanout(settings.limits_url)
    if problem:
        return warn(
            "rate limits",
            f"QUIZAPP_LIMITS_URL: {problem}; counted in memory",
            "限流用的 Redis 没有应答：暂时在内存里计数",
        )
    return fine("rate limits", "counted in Redis, in memory while it is away")


def _live_fanout(settings: Settings) -> Finding:
    what, alone = "live quizzes", "each process looks at the database ten times a second"
    if not settings.live_fanout_url:
        return fine(what, alone)
    problem = check_fanout(settings.live_fanout_url)
    if problem:
        return warn(what, f"QUIZAPP_LIVE_FANOUT: {problem}; {alone}", "直播用的 Redis 没有应答：暂时每秒查十次数据库")
    return fine(what, "processes tell each other of changes over Redis, which answers")


def _scanner(settings: Settings) -> Finding:
    what = "virus scanner"
    if not settings.clamd:
        return fine(what, "none: signed PDF and Word files are given out to staff as they came (QUIZAPP_CLAMD)")
    problem = check_scanner(settings.clamd)
    if problem:
        return fail(
            what, f"QUIZAPP_CLAMD: {problem}; no signed file is taken", "查毒软件没有应答：签字的文件现在都传不上来"
        )
    return fine(what, "ClamAV answers")


def _logs(settings: Settings) -> Finding:
    if Path("/run/systemd/system").exists() and not Path("/var/log/journal").exists():
        return warn(
            "log", "the journal is kept in memory only: Storage=persistent, MaxRetentionSec=200day (six months by law)",
            "系统日志只在内存里：设 Storage=persistent、MaxRetentionSec=200day（法律要求至少六个月）",
        )  # fmt: skip
    return fine("log", f"{settings.log_format} on standard error; keep it 200 days (six months by law)")


def _backup(settings: Settings, now: datetime) -> Finding:
    note = read_note(settings.home)
    if note is None:
        return warn(
            "backup",
            "none was written from this home folder: quizapp backup FILE",
            "从来没有备份过：quizapp backup 文件名",
        )
    age_s = (now - datetime.fromisoformat(note.created_at)).total_seconds()
    said = f"{note.file}, {age_s / 3600:.0f} hours ago"
    if age_s > 1.1 * _DAY_S:
        return warn("backup", f"{said}: let a timer write one each day", "上次备份超过一天：请设每天的定时备份")
    if not Path(note.file).exists():
        return warn("backup", f"{said}, but it is not there any more", "上次的备份文件不在了：确认已转存别处")
    return fine("backup", said)
