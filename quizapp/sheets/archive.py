"""Zip containers (xlsx, ods) unpacked once within a budget and packed again, so that what was checked is what is read.

A header can lie about sizes and two readers can disagree about which part is meant; the copy made here
holds only the parts that a table needs, at sizes that were counted.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator

from quizapp.kit.i18n import N_

from .limits import Limits
from .problem import BrokenFile, PasswordProtected, TooLarge, ZipBomb

_CHUNK = 1 << 16
_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, IndexError)


class Package:
    """A zip container opened for reading within ``limits``."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.limits = limits
        self.spent = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _ERRORS as broken:
            raise BrokenFile from broken
        self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        self._check_directory()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parts, in directory order."""
        return tuple(self._entries)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The unpacked part piece by piece; raises ``ZipBomb`` as soon as it grows past the budget."""
        entry = self._entries[name]
        size = 0
        try:
            with self._zip.open(entry) as part:
                while chunk := part.read(_CHUNK):
                    size += len(chunk)
                    self._charge(size, len(chunk), entry.compress_size)
                    yield chunk
        except _ERRORS as broken:
            raise BrokenFile from broken

    def read(self, name: str) -> bytes:
        """The whole unpacked part."""
        return b"".join(self.chunks(name))

    def _charge(self, size: int, grown: int, packed: int) -> None:
        self.spent += grown
        limits = self.limits
        if self.spent > limits.inflated_bytes:
            raise ZipBomb
        if size > limits.ratio_from_bytes and size > limits.ratio * max(packed, 1):
            raise ZipBomb

    def _check_directory(self) -> None:
        entries = self._zip.infolist()
        if len(entries) > self.limits.zip_entries:
            raise TooLarge(N_("文件内部部件过多，已拒绝读取，请把数据复制到新的表格中再上传"))
        if len(self._entries) != len(entries):
            raise BrokenFile
        if any(entry.flag_bits & 0x1 for entry in entries):
            raise PasswordProtected
        if any(stat.S_ISLNK(entry.external_attr >> 16) for entry in entries):
            raise BrokenFile  # no table and no package of questions has one
        if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
            raise BrokenFile
