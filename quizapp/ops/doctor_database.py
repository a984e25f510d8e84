"""What the doctor looks at in the database: shape, durability, integrity, chains, clocks, standbys, and what is due."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from quizapp import audit, ledger
from quizapp.accounts import SecondFactorDemand, count_without_second_factor
from quizapp.db import Store, migrate
from quizapp.db.grants import may_change_what_grows
from quizapp.kit.clock import utc_now
from quizapp.ops.finding import Finding, Level, fail, fine, warn
from quizapp.ops.measured import connections
from quizapp.ops.retention import count_overdue, list_endings
from quizapp.settings import Settings

Check = Callable[[Store, Settings, datetime], Finding]
#: SQLite's log is taken in at 4 MB; what is far above is held back by a reader that never ends.
_LARGE_LOG = 256 << 20
#: Seconds between two clocks that people would notice at the border of a window.
_SKEW_S = 2.0
_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.glusterfs", "ceph", "afs"}


def _revision(store: Store, _settings: Settings, _now: datetime) -> Finding:
    migrate.require_current(store)
    return fine("database", f"revision {migrate.current_revision(store)}")


def _durability(store: Store, _settings: Settings, _now: datetime) -> Finding:
    with store.write() as session:
        if store.is_sqlite:
            return fine(
                "durability", f"SQLite WAL, synchronous={session.execute(text('PRAGMA synchronous')).scalar_one()}"
            )
        values = {name: _show(session, name) for name in ("fsync", "synchronous_commit")}
    safe = values["fsync"] == "on" and values["synchronous_commit"] in {"on", "remote_apply", "remote_write"}
    said = f"PostgreSQL {values}"
    return (
        fine("durability", said)
        if safe
        else fail("durability", said, "断电会丢数据：fsync 和 synchronous_commit 要设为 on")
    )


def _show(session: Session, name: str) -> str:
    return str(session.execute(text("SELECT current_setting(:name)"), {"name": name}).scalar_one())


def _integrity(store: Store, _settings: Settings, _now: datetime) -> Finding:
    with store.read() as session:
        if not store.is_sqlite:
            if _show(session, "data_checksums") == "on":
                return fine("integrity", "PostgreSQL's checksums are on")
            return warn(
                "integrity",
                "PostgreSQL's checksums are off: pg_checksums --enable",
                "数据校验没有打开：停库后 pg_checksums --enable",
            )
        answer = session.execute(text("PRAGMA quick_check(1)")).scalar_one()
    return (
        fine("integrity", "ok")
        if answer == "ok"
        else fail("integrity", str(answer), "数据库文件损坏：请停止服务并恢复备份")
    )


def _place(store: Store, _settings: Settings, _now: datetime) -> Finding:
    """Where a SQLite file lies, and how long its log is; how full PostgreSQL is."""
    if not store.is_sqlite:
        return _connections(store)
    path = Path(str(store.url.database)).resolve()
    kind = _file_system(path)
    if kind in _NETWORK:
        return fail("database file", f"lies on a network drive ({kind})", "数据库放在网络盘上：请移到本机磁盘")
    log = Path(f"{path}-wal")
    size = log.stat().st_size if log.exists() else 0
    if size > _LARGE_LOG:
        return warn(
            "database file", f"its log has {size >> 20} MB: a reader never ended, start the server again",
            f"预写日志已有 {size >> 20} MB：有读取一直没有结束，请重启服务",
        )  # fmt: skip
    return fine("database file", f"{path.stat().st_size >> 20} MB on {kind or 'this disk'}, log {size >> 20} MB")


def _file_system(path: Path) -> str:
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return ""
    found = [line.split()[1:3] for line in mounts.read_text("utf-8", "replace").splitlines()]
    above = [(point, kind) for point, kind in found if path.is_relative_to(point)]
    return max(above, key=lambda each: len(each[0]))[1] if above else ""


def _connections(store: Store) -> Finding:
    with store.read() as session:
        used, most = connections(session)
    said = f"{used} of {most} connections to PostgreSQL"
    if used > 0.8 * most:
        return warn("database server", said, "PostgreSQL 连接快用完：调大 max_connections 或减少进程")
    return fine("database server", said)


def _clocks(store: Store, _settings: Settings, now: datetime) -> Finding:
    with store.read() as session:
        newest = session.scalar(select(ledger.LedgerEntry.recorded_at).order_by(ledger.LedgerEntry.id.desc()).limit(1))
    ahead = (newest - now).total_seconds() if newest is not None else 0.0
    if ahead > _SKEW_S:
        return warn(
            "clocks", f"the ledger has an entry from {ahead:.0f} s ahead: a clock was set back, or hosts differ",
            f"台账里有一条记录的时间比本机晚 {ahead:.0f} 秒：有机器的时钟被拨回，或各机时间不一致，请对时（NTP）",
        )  # fmt: skip
    if store.is_sqlite:
        return fine("clocks", "one machine, one clock")
    with store.read() as session:
        theirs: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    apart = abs((theirs - utc_now()).total_seconds())
    said = f"this machine and the database differ by {apart:.1f} s"
    return (
        fine("clocks", said)
        if apart <= _SKEW_S
        else fail("clocks", said, f"本机与数据库的时钟差 {apart:.1f} 秒：两边都要对时（NTP）")
    )


def _standbys(store: Store, _settings: Settings, _now: datetime) -> Finding:
    if store.is_sqlite:
        return fine("standbys", "SQLite has none: the backup is all there is")
    with store.read() as session:
        if session.execute(text("SELECT pg_is_in_recovery()")).scalar_one():
            return fail(
                "standbys", "this server is a standby: nothing can be stored", "连到了备库：存不进任何内容，请改连主库"
            )
        wanted = _show(session, "synchronous_standby_names")
        states = [row[0] for row in session.execute(text("SELECT sync_state FROM pg_stat_replication"))]
    if wanted and not {"sync", "quorum"} & set(states):
        return fail(
            "standbys", "commits wait for a standby that is not there", "提交在等一个不在线的同步备库：恢复它，或改设置"
        )
    return fine("standbys", ", ".join(sorted(states)) or "none")


def _statement_log(store: Store, _settings: Settings, _now: datetime) -> Finding:
    """Whether the server writes people's data into its own log."""
    if store.is_sqlite:
        return fine("statement log", "SQLite keeps none")
    with store.read() as session:
        values = {
            name: _show(session, name)
            for name in ("log_statement", "log_min_duration_statement", "log_parameter_max_length")
        }
    logs = values["log_statement"] != "none" or values["log_min_duration_statement"] != "-1"
    if logs and values["log_parameter_max_length"] != "0":
        return warn(
            "statement log", f"PostgreSQL logs what people sent: log_parameter_max_length=0 ({values})",
            "PostgreSQL 日志里会有个人信息：设 log_parameter_max_length=0",
        )  # fmt: skip
    return fine("statement log", "no parameters in it")


def _rollup(store: Store, _settings: Settings, now: datetime) -> Finding:
    with store.read() as session:
        since = ledger.read_lag(session).since
    behind_s = (now - since).total_seconds() if since else 0
    if behind_s > 3600:
        return warn(
            "housekeeping",
            f"totals are {behind_s / 3600:.0f} hours behind: does the server run, or quizapp work where QUIZAPP_BACKGROUND=0?",
            "汇总落后超过一小时：服务是否在运行？设了 QUIZAPP_BACKGROUND=0 的，quizapp work 是否在运行？",
        )
    return fine("housekeeping", "totals are up to date" if not since else f"totals are {behind_s:.0f} s behind")


def _retention(store: Store, _settings: Settings, now: datetime) -> Finding:
    with store.read() as session:
        endings, left = list_endings(session, now=now), count_overdue(session, now=now)
    if left:
        return warn(
            "retention",
            f"{left} people's contacts are overdue: quizapp retention --run",
            f"{left} 人的联系方式已到期未清除：quizapp retention --run",
        )
    coming = next((each for each in endings if not each.is_over), None)
    return fine("retention", f"next: {coming.code} on {coming.keeps_until}" if coming else "nothing is due")


def _audit(store: Store, settings: Settings, _now: datetime) -> Finding:
    with store.read() as session:
        found = audit.verify(session, settings.key_for("audit"))
    said = f"{found.checked} entries, {len(found.problems)} problems"
    return Finding(
        what="audit log", level=Level.OK if found.ok else Level.FAIL, message=said,
        zh="" if found.ok else "审计日志被改动：请保留现场，用 quizapp audit verify 查看",
    )  # fmt: skip


def _second_factors(store: Store, settings: Settings, _now: datetime) -> Finding:
    demand = SecondFactorDemand(settings.second_factor)
    with store.read() as session:
        without, people = count_without_second_factor(session, demand)
    what, said = "second factor", f"{demand}: {without} of {people} accounts that it is about have none yet"
    if demand is SecondFactorDemand.OPTIONAL and without:
        return warn(
            what, f"{without} of {people} accounts that reach personal data have a password alone: QUIZAPP_SECOND_FACTOR=personal",
            f"能看个人信息的 {people} 个账号里，有 {without} 个只有密码：设 QUIZAPP_SECOND_FACTOR=personal",
        )  # fmt: skip
    return fine(what, said)


def _account(store: Store, _settings: Settings, _now: datetime) -> Finding:
    what = "database account"
    if store.is_sqlite:
        return fine(what, "SQLite has none: the file's mode is all there is")
    if may_change_what_grows(store):
        return warn(
            what, "the account that serves could change the ledger's table: give the tables another owner, QUIZAPP_MIGRATION_URL",
            "服务用的数据库账号能改表：让另一个账号拥有各表，设 QUIZAPP_MIGRATION_URL",
        )  # fmt: skip
    return fine(what, "reads and writes, owns nothing, cannot change what only grows")


CHECKS: Mapping[str, Check] = {
    "database": _revision,
    "durability": _durability,
    "integrity": _integrity,
    "database file": _place,
    "clocks": _clocks,
    "standbys": _standbys,
    "statement log": _statement_log,
    "housekeeping": _rollup,
    "retention": _retention,
    "audit log": _audit,
    "database account": _account,
    "second factor": _second_factors,
}
