"""QTI items and packages for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping


def item(body: str, key: str = "", *, more: str = "", name: str = "q1", processing: str = "match_correct") -> str:
    """An item of 2.1 with its declarations in ``key``."""
    scored = f'<responseProcessing template="http://x/rptemplates/{processing}"/>' if processing else ""
    return (
        f'<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="{name}" title="t" adaptive="false" '
        f'timeDependent="false">{key}<itemBody>{body}</itemBody>{scored}{more}</assessmentItem>'
    )


def declared(
    *values: str, cardinality: str = "single", base: str = "identifier", name: str = "RESPONSE", mapping: str = ""
) -> str:
    """A response declaration."""
    correct = "".join(f"<value>{value}</value>" for value in values)
    inside = (f"<correctResponse>{correct}</correctResponse>" if values else "") + mapping
    return f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">{inside}</responseDeclaration>'


def choice(*options: str, name: str = "RESPONSE", most: int = 1) -> str:
    """A choice interaction whose options are named A, B ..."""
    inside = "".join(
        f'<simpleChoice identifier="{chr(65 + number)}">{option}</simpleChoice>'
        for number, option in enumerate(options)
    )
    return f'<choiceInteraction responseIdentifier="{name}" shuffle="true" maxChoices="{most}">{inside}</choiceInteraction>'


def packed(
    files: Mapping[str, str | bytes], *, manifest: str | None = None, kind: str = "imsqti_item_xmlv2p1"
) -> bytes:
    """A content package; without ``manifest`` every XML file is an item of it."""
    if manifest is None:
        items = [name for name in files if name.endswith(".xml")]
        resources = "".join(
            f'<resource identifier="r{n}" type="{kind}" href="{name}"/>' for n, name in enumerate(items)
        )
        manifest = f'<manifest identifier="m"><resources>{resources}</resources></manifest>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("imsmanifest.xml", manifest)
        for name, content in files.items():
            container.writestr(name, content)
    return stream.getvalue()
