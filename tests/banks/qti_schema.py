"""The part of the published QTI 2.1 schema that our items use: order of children, attributes, values."""

from __future__ import annotations

import re
from xml.etree import ElementTree

_ID = r"[A-Za-z_][A-Za-z0-9_.\-]*"
_INLINE = r"(?:(?:br|img|object|textEntryInteraction) )*"
_NUMBERS = r"\d+(?:,\d+)*"
#: Element -> pattern of its children, each with a space after it. An element that is not here must not be written.
CHILDREN = {
    "assessmentItem": r"(?:responseDeclaration )*(?:outcomeDeclaration )*itemBody responseProcessing (?:modalFeedback )*",
    "responseDeclaration": r"correctResponse (?:mapping )?",
    "correctResponse": r"(?:value )+",
    "defaultValue": r"(?:value )+",
    "value": "",
    "mapping": r"(?:mapEntry )+",
    "mapEntry": "",
    "outcomeDeclaration": r"(?:defaultValue )?",
    "itemBody": r"(?:p |(?:choice|order|match|hotspot)Interaction )+",
    "p": _INLINE,
    "prompt": r"(?:(?:br|img|object) )*",
    "br": "",
    "img": "",
    "object": r"(?:br )*",
    "choiceInteraction": r"(?:prompt )?(?:simpleChoice )+",
    "orderInteraction": r"(?:prompt )?(?:simpleChoice )+",
    "simpleChoice": r"(?:(?:br|img|object) )*",
    "matchInteraction": r"(?:prompt )?simpleMatchSet simpleMatchSet ",
    "simpleMatchSet": r"(?:simpleAssociableChoice )*",
    "simpleAssociableChoice": r"(?:(?:br|img|object) )*",
    "hotspotInteraction": r"(?:prompt )?(?:object|img) (?:hotspotChoice )+",
    "hotspotChoice": "",
    "textEntryInteraction": "",
    "responseProcessing": r"(?:responseCondition )*",
    "responseCondition": r"responseIf ",
    "responseIf": r"(?:equal|match) (?:setOutcomeValue )*",
    "equal": r"(?:variable|mapResponse) (?:correct|baseValue) ",
    "match": r"variable correct ",
    "setOutcomeValue": r"sum ",
    "sum": r"(?:variable|baseValue) (?:variable|baseValue) ",
    "variable": "",
    "correct": "",
    "baseValue": "",
    "mapResponse": "",
    "modalFeedback": r"(?:p |contentBody )+",
    "contentBody": r"(?:p )+",
}
_NAMED = {"identifier": _ID}
_RESPONDING = {"responseIdentifier": _ID}
#: Element -> attributes that it must have, with the pattern of their values.
REQUIRED = {
    "assessmentItem": {**_NAMED, "title": ".*", "adaptive": "false", "timeDependent": "false"},
    "responseDeclaration": {**_NAMED, "cardinality": "single|multiple|ordered", "baseType": "identifier|string|float|directedPair"},
    "outcomeDeclaration": {**_NAMED, "cardinality": "single|multiple", "baseType": "float|identifier"},
    "mapping": {"defaultValue": r"[-\d.]+"},
    "mapEntry": {"mapKey": ".+", "mappedValue": r"[-\d.]+", "caseSensitive": "true|false"},
    "choiceInteraction": {**_RESPONDING, "shuffle": "true|false", "maxChoices": r"[01]"},
    "orderInteraction": {**_RESPONDING, "shuffle": "true|false"},
    "matchInteraction": {**_RESPONDING, "shuffle": "true|false", "maxAssociations": r"\d+"},
    "hotspotInteraction": {**_RESPONDING, "maxChoices": r"[1-9]\d*"},
    "textEntryInteraction": {**_RESPONDING, "expectedLength": r"\d+"},
    "simpleChoice": _NAMED,
    "simpleAssociableChoice": {**_NAMED, "matchMax": r"\d+"},
    "hotspotChoice": {**_NAMED, "shape": "rect|circle|poly", "coords": _NUMBERS},
    "img": {"src": r"\.\./media/m\d+\.\w+", "alt": ".*"},
    "object": {"data": r"\.\./media/m\d+\.\w+", "type": r"\w+/[\w.+-]+"},
    "equal": {"toleranceMode": "exact|absolute"},
    "setOutcomeValue": _NAMED,
    "variable": _NAMED,
    "correct": _NAMED,
    "mapResponse": _NAMED,
    "baseValue": {"baseType": "float"},
    "modalFeedback": {**_NAMED, "outcomeIdentifier": _ID, "showHide": "show"},
}  # fmt: skip
OPTIONAL = {
    "assessmentItem": {"label", "{http://www.w3.org/XML/1998/namespace}lang", "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"},
    "itemBody": {"class"},
    "object": {"width", "height"},
    "img": {"width", "height"},
    "hotspotChoice": {"hotspotLabel"},
    "equal": {"tolerance"},
    "responseProcessing": {"template"},
}  # fmt: skip
_HTML = {"p", "br", "img", "object"}


def faults(text: bytes, namespace: str, *, is_version_3: bool) -> list[str]:
    """What of an item would not pass the schema."""
    root = ElementTree.fromstring(text)
    found = _identifiers(root)
    for node in root.iter():
        space, _, tag = node.tag[1:].partition("}")
        name = _name(tag) if is_version_3 else tag
        if space != namespace or (is_version_3 and tag not in _HTML and not tag.startswith("qti-")):
            found.append(f"namespace of {node.tag}")
        found += _faults_of(node, name, is_version_3=is_version_3)
    return found


def _faults_of(node: ElementTree.Element, name: str, *, is_version_3: bool) -> list[str]:
    if name not in CHILDREN:
        return [f"unknown element {name}"]
    children = "".join(f"{_name(child.tag.partition('}')[2])} " for child in node)
    found = [] if re.fullmatch(CHILDREN[name], children) else [f"{name} holds {children}"]
    said = {(_camel(key) if is_version_3 else key): value for key, value in node.attrib.items()}
    required = REQUIRED.get(name, {})
    for key, pattern in required.items():
        if not re.fullmatch(pattern, said.get(key, "\n"), re.DOTALL):
            found.append(f"{name} {key}={said.get(key)!r}")
    return found + [f"{name} has {key}" for key in said.keys() - required.keys() - OPTIONAL.get(name, set())]


def _identifiers(root: ElementTree.Element) -> list[str]:
    """Responses and correct values must name something."""
    declared = [node.attrib["identifier"] for node in root.iter() if re.search(r"esponse-?[dD]eclaration$", node.tag)]
    names = ("responseIdentifier", "response-identifier")
    used = [value for node in root.iter() for key, value in node.attrib.items() if key in names]
    return [] if sorted(declared) == sorted(used) and len(set(used)) == len(used) else [f"responses {declared} {used}"]


def _name(tag: str) -> str:
    return _camel(tag.removeprefix("qti-"))


def _camel(name: str) -> str:
    return name if name.startswith("{") else re.sub(r"-([a-z])", lambda found: found[1].upper(), name)
