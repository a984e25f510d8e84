"""Content packages: a zip container whose manifest names items, tests and pictures. Nothing is ever unpacked to disk."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import unquote

from quizapp.banks.formats.qti.names import as_version_2, attribute, deep, named
from quizapp.kit.i18n import N_, Phrase
from quizapp.sheets import BrokenFile, BrokenXml, FileRefused, Limits, Node, Package, parse_xml

_LIMITS = Limits(inflated_bytes=96 * 1024 * 1024, zip_entries=50_000)
_MANIFEST = "imsmanifest.xml"
_MAX_XML = 4 * 1024 * 1024
#: How types of resources begin: items of 2 and 3, assessments of 1.2 (Canvas, Blackboard, Common Cartridge).
_ITEMS = ("imsqti_item", "imsqti_xmlv1", "imsqti_assessment", "assessment/x-bb-qti", "question-bank")
_TESTS = ("imsqti_test",)


class UnsafePath(FileRefused):
    """A part's name leads out of the package."""

    reason: ClassVar[str] = "E-PATH"


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One XML file of the package, in the names of QTI 2; ``root`` is None when it cannot be read."""

    name: str
    root: Node | None
    topic: str = ""
    reason: Phrase | str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class QtiPackage:
    """An opened package."""

    container: Package
    names: frozenset[str]
    manifest: Node
    #: The folder of the manifest: some packages were zipped together with their folder.
    base: str = ""

    def parts(self) -> Iterator[Part]:
        """Files that hold items, in the order of the manifest."""
        topics = self.topics()
        for name in self.hrefs(_ITEMS):
            if name not in self.names:
                yield Part(name=name, root=None, reason=Phrase(N_("不在压缩包里")))
                continue
            try:
                root = as_version_2(parse_xml(self.xml(name)))
            except BrokenXml as broken:
                yield Part(name=name, root=None, reason=broken.as_problem().phrase)
            else:
                yield Part(name=name, root=root, topic=topics.get(name, ""))

    def title(self) -> str:
        """The title of the first test that has one."""
        return next((title for _, test in self._tests() if (title := attribute(test, "title"))), "")

    def topics(self) -> dict[str, str]:
        """Name of an item file -> title of the innermost section that names it."""
        found: dict[str, str] = {}
        for name, test in self._tests():
            for section in deep(test, "assessmentSection"):
                for reference in named(section, "assessmentItemRef"):
                    href = posixpath.join(posixpath.dirname(name), unquote(attribute(reference, "href")))
                    found[posixpath.normpath(href)] = attribute(section, "title")
        return found

    def read(self, name: str, limit: int) -> bytes:
        """The bytes of a part; nothing when there is none or it is larger than ``limit``."""
        if name not in self.names:
            return b""
        data = bytearray()
        for chunk in self.container.chunks(name):
            data += chunk
            if len(data) > limit:
                return b""
        return bytes(data)

    def xml(self, name: str) -> bytes:
        """The bytes of an XML part. Raises ``BrokenXml``."""
        data = self.read(name, _MAX_XML)
        if not data:
            raise BrokenXml(N_("第 %(row)d 行：文件是空的，或者太大"), 1)
        return data

    def hrefs(self, kinds: tuple[str, ...]) -> list[str]:
        """Names of the XML files of the manifest's resources of these kinds, without repeats."""
        names = []
        for resource in deep(self.manifest, "resource"):
            if attribute(resource, "type").lower().startswith(kinds):
                files = [attribute(resource, "href"), *(attribute(file, "href") for file in named(resource, "file"))]
                names += [name for href in files if (name := self._inside(href)).lower().endswith(".xml")][:1]
        return list(dict.fromkeys(names))

    def _inside(self, href: str) -> str:
        name = posixpath.normpath(posixpath.join(self.base, unquote(href))) if href else ""
        if name.startswith(("..", "/")):
            raise UnsafePath(N_("清单里的文件名 %(name)s 指向压缩包之外，已拒绝读取"), name=name[:80])
        return name

    def _tests(self) -> Iterator[tuple[str, Node]]:
        """Tests that can be read: without them items only lack a topic."""
        for name in self.hrefs(_TESTS):
            with suppress(BrokenFile):
                yield name, as_version_2(parse_xml(self.xml(name)))


def open_package(data: bytes) -> QtiPackage:
    """The package with its manifest. Raises ``FileRefused`` for what is damaged, oversized or reaches outside."""
    container = Package(data, _LIMITS)
    for name in container.names:
        steps = name.replace("\\", "/").split("/")
        if ".." in steps or name.startswith(("/", "\\")) or ":" in steps[0]:
            raise UnsafePath(N_("压缩包里的文件名 %(name)s 指向压缩包之外，已拒绝读取"), name=name[:80])
    manifests = sorted((name for name in container.names if posixpath.basename(name) == _MANIFEST), key=len)
    if not manifests:
        raise BrokenFile(N_("压缩包里没有 imsmanifest.xml，不是 QTI 包"))
    base = posixpath.dirname(manifests[0])
    nothing = QtiPackage(container=container, names=frozenset(container.names), manifest=Node("", {}, 0))
    package = replace(nothing, manifest=as_version_2(parse_xml(nothing.xml(manifests[0]))), base=base)
    # Names that lead outside refuse the package before anything of it is read.
    package.hrefs(_ITEMS + _TESTS)
    return package
