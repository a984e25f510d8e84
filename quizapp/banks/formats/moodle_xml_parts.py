"""Elements of a Moodle XML file: texts, and texts with pictures."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from quizapp.questions import Media

#: What XML 1.0 cannot hold, written out in no way.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def tidy(text: str) -> str:
    """The text as content of an element."""
    return html.escape(_NOT_XML.sub("", text), quote=False)


def element(name: str, content: str, /, **attributes: str) -> str:
    """An element around content that is XML already."""
    said = "".join(f' {key}="{html.escape(_NOT_XML.sub("", value))}"' for key, value in attributes.items())
    return f"<{name}{said}>{content}</{name}>"


def text_element(text: str) -> str:
    """Moodle's ``text`` element."""
    return element("text", tidy(text))


def rich_element(name: str, text: str, media: Sequence[Media], files: Mapping[str, bytes], **attributes: str) -> str:
    """A plain text, or HTML with its pictures and sounds packed beside it."""
    if not media:
        return element(name, text_element(text), format="plain_text", **attributes)
    return html_element(name, html_of_text(text), media, files, **attributes)


def html_element(name: str, said: str, media: Sequence[Media], files: Mapping[str, bytes], **attributes: str) -> str:
    """HTML, then its pictures and sounds, packed beside it."""
    shown = (f"<p>{said}</p>" if said else "") + "".join(f"<p>{_tag(each)}</p>" for each in media)
    packed = "".join(file_element(file, files[file]) for file in dict.fromkeys(each.file for each in media))
    return element(name, text_element(shown) + packed, format="html", **attributes)


def html_of_text(text: str) -> str:
    """The text as HTML, its line breaks kept."""
    return html.escape(text, quote=False).replace("\n", "<br>")


def file_element(name: str, content: bytes) -> str:
    """The bytes under their name."""
    folder, _, own = name.rpartition("/")
    path = f"/{folder}/" if folder else "/"
    return element("file", base64.b64encode(content).decode(), name=own, path=path, encoding="base64")


def _tag(media: Media) -> str:
    address, said = f"@@PLUGINFILE@@/{quote(media.file)}", html.escape(media.alt)
    if media.kind == "audio":
        return f'<audio controls="controls"><source src="{address}" title="{said}"></audio>'
    return f'<img src="{address}" alt="{said}">'
