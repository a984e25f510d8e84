"""What both the doctor and the figures measure: free disk, connections to PostgreSQL."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session


def free_bytes(home: Path) -> int:
    """Free space where the installation keeps its files, or will."""
    home = home.absolute()
    return shutil.disk_usage(next(each for each in (home, *home.parents) if each.exists())).free


def connections(session: Session) -> tuple[int, int]:
    """Connections to the PostgreSQL server, of all programs, and how many it takes."""
    query = "SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity"
    used, most = session.execute(text(query)).one()
    return used, most
