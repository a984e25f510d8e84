"""Level and kind where a list leaves them out: what the name says, else what the parent suggests."""

from __future__ import annotations

#: Ending of the name -> (level, kind). Longer endings first.
_ENDINGS = (
    ("村民委员会", "village", "village"), ("居民委员会", "village", "community"), ("村委会", "village", "village"),
    ("居委会", "village", "community"), ("人民政府", "", "government"), ("管理委员会", "", "government"),
    ("养老院", "site", "care_home"), ("敬老院", "site", "care_home"), ("卫生院", "site", "hospital"),
    ("幼儿园", "site", "school"), ("街道办事处", "township", "government"), ("医院", "site", "hospital"),
    ("小学", "site", "school"), ("中学", "site", "school"), ("学校", "site", "school"), ("学院", "site", "school"),
    ("公司", "site", "enterprise"), ("工厂", "site", "enterprise"), ("商场", "site", "place"), ("超市", "site", "place"),
    ("酒店", "site", "place"), ("宾馆", "site", "place"), ("街道", "township", "government"),
    ("嘎查", "village", "gacha"), ("社区", "village", "community"), ("网格", "grid", "other"),
    ("局", "site", "department"), ("委", "site", "department"), ("办", "site", "department"),
    ("厂", "site", "enterprise"), ("矿", "site", "enterprise"), ("村", "village", "village"),
    ("镇", "township", "government"), ("乡", "township", "government"), ("区", "county", "government"),
    ("县", "county", "government"), ("旗", "county", "government"), ("州", "prefecture", "government"),
    ("市", "prefecture", "government"), ("省", "province", "government"), ("组", "grid", "other"),
)  # fmt: skip

_BELOW = {
    "national": "province", "province": "prefecture", "prefecture": "county", "county": "township",
    "township": "village", "village": "grid", "grid": "site", "site": "site",
}  # fmt: skip
_USUAL_KIND = {"village": "village", "grid": "other", "site": "other"}
_ORDER = tuple(_BELOW)


def guess(name: str, parent_level: str) -> tuple[str, str]:
    """Level and kind of a unit called ``name`` below a unit of ``parent_level`` (empty at the top of a tree).

    A level above the parent's is never guessed: 南京路社区服务中心 below a township stays below it.
    """
    level, kind = next(((level, kind) for ending, level, kind in _ENDINGS if name.endswith(ending)), ("", ""))
    below = _BELOW.get(parent_level, "county")
    if not level or (parent_level and _ORDER.index(level) <= _ORDER.index(parent_level) and level != "site"):
        level = below
    return level, kind or _USUAL_KIND.get(level, "government")
