"""Bytes of a text file as text: which Chinese encoding it is, decided by evidence, or an honest refusal."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from quizapp.kit.i18n import N_

from .problem import UnknownFormat, UnreadableText

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Words of headers and papers; one of them settles what frequency alone leaves open.
_SIGNS = re.compile(
    r"姓名|单位|電話|电话|單位|手机|手機|部门|部門|题干|題幹|答案|选项|選項|題目|题目|解析|正确|正確|错误|錯誤|编号|編號|名称|名稱"
)
_SAMPLE = 60_000
#: Below this share of everyday characters a decoding is noise that happens to be legal.
_ENOUGH = 0.75


@dataclass(frozen=True, kw_only=True, slots=True)
class Decoded:
    """The text, the encoding it was in, and whether another encoding fits almost as well."""

    text: str
    encoding: str
    is_doubtful: bool = False


def decode_text(data: bytes) -> Decoded:
    """``data`` in UTF-8, UTF-16, GB 18030 or Big5. Raises ``UnreadableText`` or ``UnknownFormat``."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_marked(data, encoding)
    wide = _utf16_without_mark(data)
    if wide:
        return _decode_marked(data, wide)
    if b"\x00" in data or _is_binary(data):
        raise UnknownFormat(N_("这不是表格或文本文件，请上传 xlsx、xls、ods、csv 或 txt"))
    try:
        return Decoded(text=data.decode("utf-8"), encoding="utf-8")
    except UnicodeDecodeError as broken:
        return _decode_legacy(data, broken)


def _decode_marked(data: bytes, encoding: str) -> Decoded:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as broken:
        raise _unreadable(data, broken.start) from broken
    return Decoded(text=text.removeprefix("\ufeff"), encoding=encoding)


def _utf16_without_mark(data: bytes) -> str:
    sample = data[:4000]
    if len(sample) < 4 or len(data) % 2 or b"\x00" not in sample:
        return ""
    # ASCII characters (delimiters, digits, line ends) have a zero byte on one side only.
    low, high = sample[1::2].count(0), sample[0::2].count(0)
    if low and not high:
        return "utf-16-le"
    if high and not low:
        return "utf-16-be"
    return ""


def _is_binary(data: bytes) -> bool:
    sample = data[:8000]
    controls = sum(byte < 32 and byte not in b"\t\n\r\x0b\x0c\x1a\x1b" for byte in sample)
    return controls > len(sample) * 0.02


def _decode_legacy(data: bytes, utf8: UnicodeDecodeError) -> Decoded:
    # A UTF-8 file with one broken character (cut at the end, edited by a bad tool) must not turn into GB noise.
    if utf8.start > 0 and _looks_utf8(data):
        raise _unreadable(data, utf8.start)
    scored = []
    for encoding in ("gb18030", "big5hkscs"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        scored.append((_plausibility(text, encoding), encoding, text))
    if not scored or max(scored)[0] < _ENOUGH:
        raise _unreadable(data, utf8.start)
    scored.sort(key=lambda entry: entry[0], reverse=True)
    share, encoding, text = scored[0]
    doubtful = len(scored) > 1 and share - scored[1][0] < 0.05
    return Decoded(text=text, encoding=encoding, is_doubtful=doubtful)


def _looks_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    wide = sum(character > "\x7f" for character in text[:_SAMPLE])
    return wide - broken > 20 * broken


def _plausibility(text: str, encoding: str) -> float:
    """Share of everyday characters among those beyond ASCII, plus a bonus for telling words."""
    wide = [character for character in text[:_SAMPLE] if character > "\x7f"]
    if not wide:
        return 0.0
    everyday = sum(_is_everyday(character, encoding) for character in wide)
    return everyday / len(wide) + (0.5 if _SIGNS.search(text[:_SAMPLE]) else 0.0)


def _is_everyday(character: str, encoding: str) -> bool:
    code = character.encode(encoding, errors="replace")
    if len(code) != 2:
        return False
    if encoding == "gb18030":  # punctuation rows, then level 1 (3,755 common characters)
        return (0xA1 <= code[0] <= 0xA3 or 0xB0 <= code[0] <= 0xD7) and code[1] >= 0xA1
    return 0xA1 <= code[0] <= 0xC6  # Big5: punctuation, then the 5,401 frequent characters


def _unreadable(data: bytes, at: int) -> UnreadableText:
    line = data.count(b"\n", 0, at) + 1
    message = N_("第 %(row)d 行起有无法识别的文字编码，请用 Excel 或 WPS 打开原文件，另存为 xlsx 或 UTF-8 编码的 csv")
    return UnreadableText(message, row=line)
