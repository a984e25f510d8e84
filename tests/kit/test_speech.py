"""Words for files that are made without a request: the same catalogues, filled in the same way."""

from __future__ import annotations

from quizapp.kit.i18n import Phrase
from quizapp.kit.speech import speaker


def test_it_works() -> None:
    say = speaker("en")
    assert say("签到") != "签到"
    assert "3" in say("共 %(n)d 题", n=3)
    assert say(Phrase("共 %(n)d 题", n=3)) == say("共 %(n)d 题", n=3)
    assert say("") == ""


def test_what_no_catalogue_has_is_said_as_it_stands() -> None:
    for locale in ("en", "zh_Hans", "xx"):
        assert speaker(locale)("没有人译过的 %(what)s", what=Phrase("话")) == "没有人译过的 话"
    assert speaker("zh_Hans")("第 %(page)s 页") == "第 %(page)s 页", "places that are filled in later stay"
