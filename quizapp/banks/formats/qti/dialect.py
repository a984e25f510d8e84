"""The two dialects that we write: one model, other names."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from quizapp.banks.formats.moodle_xml_parts import tidy

#: Elements that are HTML in both versions; every other one gets a prefix in 3.0.
_HTML = {"p", "br", "img", "object", "div"}
_XSI = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialect:
    """A version of QTI as it is written."""

    label: str
    is_kebab: bool
    namespace: str
    schema_location: str
    templates: str
    template_ending: str
    manifest_namespace: str
    manifest_schema_location: str
    schema: str
    schema_version: str
    item_type: str
    test_type: str

    def element(self, name: str, content: str = "", /, **attributes: str | int) -> str:
        """An element in this dialect; ``name`` and attributes are those of version 2."""
        tag = f"qti-{_kebab(name)}" if self.is_kebab and name not in _HTML else name
        said = "".join(
            f' {_kebab(key) if self.is_kebab else key}="{html.escape(tidy_value(value))}"'
            for key, value in attributes.items()
        )
        return f"<{tag}{said}>{content}</{tag}>" if content else f"<{tag}{said}/>"

    def root(self, name: str, content: str, /, **attributes: str) -> str:
        """A whole document with the namespaces of the dialect."""
        spaces = (
            f'xmlns="{self.namespace}" xmlns:xsi="{_XSI}" xsi:schemaLocation="{self.namespace} {self.schema_location}" '
        )
        opened = self.element(name, "\n" + content + "\n", **attributes)
        tag = opened.partition(" ")[0]
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{tag} {spaces}{opened[len(tag) + 1 :]}\n'

    def template(self, name: str) -> str:
        """Response processing by a template of the standard."""
        return self.element("responseProcessing", template=f"{self.templates}{name}{self.template_ending}")

    def lines(self, text: str) -> str:
        """Inline content that says the text."""
        return tidy(text).replace("\n", self.element("br"))


def tidy_value(value: str | int) -> str:
    """What an attribute may hold, not yet escaped."""
    return re.sub("[^\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+", " ", str(value))


def _kebab(name: str) -> str:
    return re.sub(r"([A-Z])", lambda found: "-" + found[1].lower(), name)


VERSION_2 = Dialect(
    label="QTI 2.1",
    is_kebab=False,
    namespace="http://www.imsglobal.org/xsd/imsqti_v2p1",
    schema_location="http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
    templates="http://www.imsglobal.org/question/qti_v2p1/rptemplates/",
    template_ending="",
    manifest_namespace="http://www.imsglobal.org/xsd/imscp_v1p1",
    manifest_schema_location="http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd",
    schema="QTIv2.1 Package",
    schema_version="1.0.0",
    item_type="imsqti_item_xmlv2p1",
    test_type="imsqti_test_xmlv2p1",
)
VERSION_3 = Dialect(
    label="QTI 3.0",
    is_kebab=True,
    namespace="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    schema_location="https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
    templates="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/",
    template_ending=".xml",
    manifest_namespace="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    manifest_schema_location="https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd",
    schema="QTI Package",
    schema_version="3.0.0",
    item_type="imsqti_item_xmlv3p0",
    test_type="imsqti_test_xmlv3p0",
)
