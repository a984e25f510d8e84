"""Texts of a Moodle XML question, with the pictures and sounds inside them."""

from __future__ import annotations

import re
from urllib.parse import unquote

from quizapp.banks.draft import Draft
from quizapp.banks.formats.attachments import Attachments, bytes_of_base64, bytes_of_uri
from quizapp.banks.formats.html_media import media_of_html
from quizapp.banks.markup import text_of_html
from quizapp.kit.i18n import N_
from quizapp.questions import Media
from quizapp.sheets import Node

_PLUGIN_FILE = "@@PLUGINFILE@@/"
_HTML = ("html", "moodle_auto_format", "")


def inner_text(node: Node | None) -> str:
    """The text as the file has it, markup and all."""
    if node is None:
        return ""
    text = node.find("text")
    return text.text if text is not None else node.text


def plain_text(node: Node | None, default: str = "html") -> str:
    """The text as people read it."""
    if node is None:
        return ""
    form = node.attributes.get("format", default)
    return text_of_html(inner_text(node)) if form in _HTML else inner_text(node).strip()


def media_of_text(draft: Draft, node: Node | None, attachments: Attachments) -> tuple[Media, ...]:
    """Pictures and sounds in the text; those that are not inside the file are named."""
    if node is None or node.attributes.get("format", "html") not in _HTML:
        return ()
    found = []
    for shown in media_of_html(inner_text(node)):
        media = attachments.keep(_bytes_of(shown.address, node), alt=shown.alt)
        if media is None:
            name_lost_picture(draft, shown.address)
        else:
            found.append(media)
            name_vector(draft, media)
    return tuple(found)


def name_lost_picture(draft: Draft, address: str) -> None:
    """Warn that something to look at or listen to stays outside."""
    message = N_("第 %(row)d 行起的题目用到的图片或声音“%(file)s”不在文件里，或者格式不支持，没有读取")
    draft.warn("W-PICTURE", message, "media", file=address[-60:])


def name_vector(draft: Draft, media: Media) -> None:
    """Warn that a drawing may not be kept."""
    if media.file.endswith(".svg"):
        message = N_("第 %(row)d 行起的题目用了 SVG 图：只有本系统自带的才能存入，其他的请先转成 PNG")
        draft.warn("W-VECTOR", message, "media")


def bytes_of_file(node: Node) -> bytes:
    """What a ``file`` element holds."""
    return bytes_of_base64(node.text) if node.attributes.get("encoding", "base64") == "base64" else b""


def _bytes_of(address: str, node: Node) -> bytes:
    if not address.startswith(_PLUGIN_FILE):
        return bytes_of_uri(address)
    wanted = unquote(re.sub(r"[?#].*", "", address.removeprefix(_PLUGIN_FILE)))
    for file in node.children:
        if file.name == "file":
            path = file.attributes.get("path", "/").strip("/")
            name = file.attributes.get("name", "")
            if wanted in (name, f"{path}/{name}".strip("/")):
                return bytes_of_file(file)
    return b""
