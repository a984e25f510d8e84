"""Everything an installation needs in one folder and one file, for machines without a network.

``make wheelhouse`` downloads the wheels that the lock names (each by its hash), builds ours, and adds the lock, checksums
and an install script. ``--for`` chooses another system than this one, such as ``manylinux_2_28_aarch64``.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

INSTALL = """#!/usr/bin/env bash
# Installs quizapp from this folder, without a network: bash install.sh [TARGET]   (a virtual environment; ./venv)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
target="${1:-venv}"
python="${PYTHON:-python3}"
sha256sum --quiet --check SHA256SUMS || { echo "a file was changed or cut: copy the folder again  文件校验不符，请重新拷贝" >&2; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed  需要 Python 3.11 以上" >&2; exit 1; }
"$python" -m venv "$target"
"$target/bin/python" -m pip install --quiet --no-index --find-links wheels --require-hashes -r requirements.lock
"$target/bin/python" -m pip install --quiet --no-index --no-deps --force-reinstall wheels/quizapp-*.whl
"$target/bin/quizapp" --version
"""


def main() -> None:
    """Write ``dist/wheelhouse`` and ``dist/wheelhouse-SYSTEM.tar``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--for", dest="systems", action="append", default=[], help="platform tag; may be given again")
    parser.add_argument("--python", default="", help="version such as 3.12; this one by default")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    chosen = parser.parse_args()
    folder: Path = chosen.out / "wheelhouse"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "wheels").mkdir(parents=True)
    _download(folder / "wheels", chosen.systems, chosen.python)
    _build(folder / "wheels")
    shutil.copy(ROOT / "requirements.lock", folder)
    (folder / "install.sh").write_text(INSTALL, "utf-8")
    _add_sums(folder)
    name = chosen.systems[0] if chosen.systems else "this-system"
    archive = chosen.out / f"wheelhouse-{name}.tar"
    with tarfile.open(archive, "w") as packed:
        packed.add(folder, arcname="wheelhouse")
    wheels = list((folder / "wheels").iterdir())
    size_mb = archive.stat().st_size / 1e6
    print(f"{archive}: {len(wheels)} wheels, {size_mb:.0f} MB")


def _download(folder: Path, systems: list[str], python: str) -> None:
    """Only wheels: a closed network has no compiler. pip refuses a file whose hash the lock does not know."""
    elsewhere = [f"--platform={each}" for each in systems]
    if python:
        elsewhere.append(f"--python-version={python}")
    _pip("download", "--quiet", "--require-hashes", "--only-binary=:all:", *elsewhere, "-d", str(folder),
         "-r", str(ROOT / "requirements.lock"))  # fmt: skip


def _build(folder: Path) -> None:
    _pip("wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT))


def _pip(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", *arguments], check=True)


def _add_sums(folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n" for path in files]
    (folder / "SHA256SUMS").write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main()
