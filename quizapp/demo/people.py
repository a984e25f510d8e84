"""Invented people: common surnames and given names in random pairs, the same for the same seed."""

from __future__ import annotations

from random import Random

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
_GIVEN = "安宁平和清明晓晨春秋冬夏山河海川石松柏桂兰梅竹荷芳芸英华志远立新建国庆丰文武静雅慧敏嘉欣怡然子轩雨桐思源"


def invent_name(rng: Random) -> str:
    """A name of two or three characters."""
    return rng.choice(_SURNAMES) + "".join(rng.choice(_GIVEN) for _ in range(rng.choice((1, 2, 2, 2))))
