"""Backup and restore that are known to work: one archive with the database, a signed manifest, and a rehearsal.

The archive holds a consistent copy (SQLite's online backup, or ``pg_dump``) taken while people go on working. The
secret key is not in it: keep ``secret.key`` in another place, without it phones stay sealed and chains unproved.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import sqlite3
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy import func, inspect, select, table

from quizapp import audit, filings, ledger
from quizapp.db import Store, migrate
from quizapp.db.engines import parse_url
from quizapp.errors import Conflict, Invalid, Unavailable
from quizapp.kit.i18n import N_
from quizapp.ops.backup_note import write_note
from quizapp.settings import Settings

_SQLITE_NAME, _POSTGRES_NAME, _MANIFEST = "quizapp.db", "quizapp.dump", "manifest.json"


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What an archive says about itself; ``signature`` is keyed by the installation's secret."""

    software: str
    revision: str
    created_at: str
    database: str
    sha256: str
    rows: dict[str, int]
    ledger_head: str
    signature: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What a restored copy was found to hold; ``problems`` is empty when it is whole."""

    manifest: Manifest
    rows: dict[str, int]
    #: Filed reports that were checked.
    filed: int
    problems: tuple[str, ...]

    @property
    def is_ok(self) -> bool:
        """Whether the archive can be trusted."""
        return not self.problems


def write_backup(settings: Settings, store: Store, target: Path, *, version: str, now: datetime) -> Manifest:
    """Write the archive ``target`` (``.tar.gz``); it appears only when it is complete. Raises `Conflict` if it exists."""
    if target.exists():
        raise Conflict(N_("%(path)s 已存在，不会覆盖：请换个文件名"), path=target)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        copy = Path(folder) / (_SQLITE_NAME if store.is_sqlite else _POSTGRES_NAME)
        _copy_sqlite(store, copy) if store.is_sqlite else _dump_postgres(store, copy)
        manifest = _describe(settings, store, copy, version, now)
        partial = Path(folder) / "archive"
        with tarfile.open(partial, "w:gz", compresslevel=6) as archive:
            _add_bytes(archive, _MANIFEST, msgspec.json.encode(manifest), now)
            archive.add(copy, arcname=copy.name, recursive=False)
        partial.chmod(0o600)
        partial.rename(target)
    if settings.home.is_dir():
        write_note(settings.home, created_at=manifest.created_at, file=target)
    return manifest


def _copy_sqlite(store: Store, copy: Path) -> None:
    source, target = sqlite3.connect(str(store.url.database)), sqlite3.connect(copy)
    try:
        source.backup(target, pages=2_000, sleep=0.001)
        target.execute("PRAGMA journal_mode=DELETE")
    finally:
        source.close()
        target.close()


def _dump_postgres(store: Store, copy: Path) -> None:
    url = store.url.set(drivername="postgresql").render_as_string(hide_password=False)
    _run(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}", url])


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own arguments
    except FileNotFoundError:
        raise Unavailable(N_("找不到 %(name)s：请安装 PostgreSQL 客户端工具"), name=command[0]) from None
    except subprocess.CalledProcessError as error:
        raise Unavailable(N_("%(name)s 失败：%(why)s"), name=command[0], why=error.stderr.strip()[-300:]) from None


def _describe(settings: Settings, store: Store, copy: Path, version: str, now: datetime) -> Manifest:
    rows, head = (_facts_of_copy(settings, copy) if store.is_sqlite else _facts(settings, store))[:2]
    manifest = Manifest(
        software=version, revision=migrate.current_revision(store) or "", created_at=now.isoformat(),
        database=copy.name, sha256=_sha256(copy), rows=rows, ledger_head=head,
    )  # fmt: skip
    return msgspec.structs.replace(manifest, signature=_sign(settings, manifest))


def _facts_of_copy(settings: Settings, copy: Path) -> tuple[dict[str, int], str, list[str]]:
    store = Store(f"sqlite:///{copy}")
    try:
        return _facts(settings, store)
    finally:
        store.close()


def _facts(settings: Settings, store: Store) -> tuple[dict[str, int], str, list[str]]:
    """Rows of every table, the ledger's head, and what the two chains complain about."""
    rows, seals, problems = _count(settings, store)
    return rows, seals.head, problems


def _count(settings: Settings, store: Store) -> tuple[dict[str, int], ledger.SealCheck, list[str]]:
    with store.read() as session:
        names = sorted(inspect(session.connection()).get_table_names())
        rows = {name: session.scalar(select(func.count()).select_from(table(name))) or 0 for name in names}
        seals = ledger.verify(session, key=settings.key_for("ledger"))
        log = audit.verify(session, settings.key_for("audit"))
    problems = [*seals.problems, *(f"audit: {each}" for each in log.problems)]
    return rows, seals, problems


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sign(settings: Settings, manifest: Manifest) -> str:
    unsigned = msgspec.json.encode(msgspec.structs.replace(manifest, signature=""))
    return hmac.new(settings.key_for("backup"), unsigned, hashlib.sha256).hexdigest()


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes, now: datetime) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mtime = len(content), int(now.timestamp())
    archive.addfile(info, io.BytesIO(content))


def read_manifest(settings: Settings, source: Path) -> Manifest:
    """The archive's manifest. Raises `Invalid` for damaged files and archives sealed with another key.

    Raises `Misconfigured` for one of a later version of the software.
    """
    try:
        with tarfile.open(source) as archive:
            member = archive.extractfile(_MANIFEST)
            assert member is not None
            manifest = msgspec.json.decode(member.read(), type=Manifest)
    except (tarfile.TarError, KeyError, AssertionError, EOFError, OSError, msgspec.DecodeError) as error:
        raise Invalid(N_("%(path)s 不是完整的备份文件：请换一份备份"), path=source) from error
    if not hmac.compare_digest(_sign(settings, manifest), manifest.signature):
        raise Invalid(N_("备份与当前密钥不是同一套：请先放回原来的 secret.key"))
    migrate.require_known(manifest.revision or None)
    return manifest


def unpack(settings: Settings, source: Path, folder: Path) -> tuple[Manifest, Path]:
    """Put the database copy of ``source`` into ``folder``. Raises `Invalid` when a byte of it has changed."""
    manifest = read_manifest(settings, source)
    if manifest.database not in (_SQLITE_NAME, _POSTGRES_NAME):
        raise Invalid(N_("%(path)s 不是完整的备份文件：请换一份备份"), path=source)
    copy = folder / manifest.database
    try:
        with tarfile.open(source) as archive:
            member = archive.extractfile(manifest.database)
            assert member is not None
            with copy.open("wb") as stream:
                while block := member.read(1 << 20):
                    stream.write(block)
    except (tarfile.TarError, KeyError, AssertionError, EOFError, OSError) as error:
        raise Invalid(N_("%(path)s 不是完整的备份文件：请换一份备份"), path=source) from error
    if _sha256(copy) != manifest.sha256:
        raise Invalid(N_("备份内容已损坏（校验值不符）：请换一份备份"))
    return manifest, copy


def rehearse(settings: Settings, source: Path, folder: Path, *, scratch_url: str | None = None) -> Rehearsal:
    """Restore into ``folder`` (or the empty database ``scratch_url``), upgrade, count every table, prove both chains.

    Filed reports are proven as ``quizapp audit verify`` does it, after the upgrade: they are read by today's tables.
    """
    manifest, copy = unpack(settings, source, folder)
    url = f"sqlite:///{copy}" if copy.name == _SQLITE_NAME else _load_postgres(copy, scratch_url)
    store = Store(url)
    try:
        rows, seals, problems = _count(settings, store)
        migrate.upgrade(store)
        with store.read() as session:
            filed = filings.verify(session, seals, key=settings.key_for("filings"))
    finally:
        store.close()
    wrong = [f"{name}: {rows.get(name)} != {count}" for name, count in manifest.rows.items() if rows.get(name) != count]
    if seals.head != manifest.ledger_head:
        wrong.append("ledger head differs")
    return Rehearsal(manifest=manifest, rows=rows, filed=filed.checked, problems=(*wrong, *problems, *filed.problems))


def _load_postgres(copy: Path, scratch_url: str | None) -> str:
    if not scratch_url:
        raise Invalid(N_("这是 PostgreSQL 备份：请用 --database 指明一个空数据库"))
    url = parse_url(scratch_url).set(drivername="postgresql").render_as_string(hide_password=False)
    _run(["pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={url}", str(copy)])
    return scratch_url


def restore_into(settings: Settings, source: Path) -> Rehearsal:
    """Make the archive this installation's database. Raises `Conflict` unless the place is empty; nothing is replaced."""
    url = parse_url(settings.owner_url)
    if url.get_backend_name() != "sqlite":
        _require_empty(settings.owner_url)
        with tempfile.TemporaryDirectory() as folder:
            return rehearse(settings, source, Path(folder), scratch_url=settings.owner_url)
    target = Path(str(url.database))
    if target.exists():
        raise Conflict(N_("%(path)s 已存在，不会覆盖：请先移走它"), path=target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        rehearsal = rehearse(settings, source, Path(folder))
        if rehearsal.is_ok:
            (Path(folder) / _SQLITE_NAME).rename(target)
    return rehearsal


def _require_empty(url: str) -> None:
    store = Store(url)
    try:
        if inspect(store.engine).get_table_names():
            raise Conflict(N_("数据库不是空的，不会覆盖：请指明一个空数据库"))
    finally:
        store.close()
