"""Phone numbers: one spelling for storing and finding."""

from __future__ import annotations

import re
import unicodedata

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_

#: What the vault authenticates phone numbers with.
PHONE_PURPOSE = "phone"
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}\d{7,8}|\d{7,8}")


def normal_phone(raw: str) -> str:
    """Digits only, without country code: a mainland mobile or landline number.

    Accepts full-width digits, spaces, dashes and +86. Raises `Invalid` (field ``phone``) for anything else.
    """
    digits = re.sub(r"[\s\-()–—]", "", unicodedata.normalize("NFKC", raw))
    digits = re.sub(r"^(\+|00)?86(?=1\d{10}$)", "", digits)
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return digits
    raise Invalid(N_("电话号码不对：请填写 11 位手机号，或带区号的座机号"), field="phone")
