"""The words people use in question files: for types, difficulties, truth, and the columns of a table."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from string import ascii_uppercase

LETTERS = ascii_uppercase

_TYPES = {
    "single": ("单选", "单选题", "单项选择", "单项选择题", "单项", "选择题", "选择", "single", "单选题型", "單選", "單選題"),
    "multiple": (
        "多选", "多选题", "多项选择", "多项选择题", "多项", "不定项", "不定项选择", "不定项选择题", "multiple", "複選", "多選", "多選題",
    ),
    "true_false": ("判断", "判断题", "是非", "是非题", "对错", "对错题", "判断正误", "true_false", "truefalse", "判斷", "判斷題", "是非題"),
    "fill_in": (
        "填空", "填空题", "单项填空", "单项填空题", "多项填空", "多项填空题", "考试多项填空", "单行填空", "多行填空", "fill_in", "填空題",
        "横向填空", "横向填空题",
    ),
    "matching": ("连线", "连线题", "匹配", "匹配题", "配对", "配对题", "连线匹配题", "matching", "連線題", "配對題"),
    "ordering": ("排序", "排序题", "顺序题", "排列题", "ordering", "排序題"),
    "hotspot": ("找隐患", "找隐患题", "热点题", "看图找隐患", "hotspot"),
    "case": (
        "案例", "案例题", "案例分析", "案例分析题", "材料", "材料题", "材料分析题", "情景题", "情景分析题", "case", "案例选择题", "材料选择题",
    ),
}  # fmt: skip
#: Types that cannot be held, by the words that name them.
_OTHER_TYPES = re.compile(
    r"简答|问答|论述|名词解释|计算|完形|阅读|主观|分析|作文|翻译|写作|改错|矩阵|量表|评分|上传|比重|滑动|绘图|"
    r"essay|short ?answer|numerical|cloze"
)
#: How a row says that it is a question about the material above it.
_PART = re.compile(r"小题|子题|小问|(?:案例|材料|综合)题?\s*[-—_/·:：]")
TYPE_OF = {word: key for key, words in _TYPES.items() for word in words}

_DIFFICULTIES = {
    "easy": ("易", "简单", "容易", "较易", "初级", "低", "easy", "1", "一般了解", "了解"),
    "medium": ("中", "中等", "一般", "适中", "中级", "普通", "medium", "2", "3", "较中", "熟悉"),
    "hard": ("难", "困难", "较难", "高级", "高", "hard", "4", "5", "必须掌握", "很难", "掌握"),
}
_DIFFICULTY_OF = {word: key for key, words in _DIFFICULTIES.items() for word in words}

_TRUE = {"对", "√", "✓", "✔", "☑", "正确", "是", "t", "true", "y", "yes", "1", "對", "正確", "真", "v"}
_FALSE = {
    "错",
    "×",
    "✗",
    "✘",
    "x",
    "╳",
    "✕",
    "错误",
    "不对",
    "否",
    "f",
    "false",
    "n",
    "no",
    "0",
    "不正确",
    "錯",
    "錯誤",
    "假",
    "非",
}

#: Words that say true or false, with brackets and spaces around them, are shorter.
_LONGEST_TRUTH = 16
#: First letters of those words in every width and case: a text without any of them says neither.
_TRUTH_SIGNS = frozenset(
    form
    for word in _TRUE | _FALSE
    for sign in (word[0], word[0].upper())
    for form in (sign, chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign)
)

_AUDIENCES = {
    "resident": ("居民", "群众", "市民", "公众", "resident"),
    "worker": ("职工", "员工", "从业人员", "工人", "worker"),
    "manager": ("管理人员", "负责人", "领导", "manager"),
    "student": ("学生", "student"),
    "elder": ("老人", "老年人", "elder"),
    "village": ("村民", "农村", "village"),
}
AUDIENCE_OF = {word: key for key, words in _AUDIENCES.items() for word in words}


def _options(letter: str, number: int) -> tuple[str, ...]:
    patterns = (
        "选项{0}", "{0}选项", "{0}", "答案选项{0}", "选择{0}", "备选答案{0}", "{0}项", "選項{0}", "option{0}", "选项{1}", "答案{0}",
        "备选项{0}", "option{1}",
    )  # fmt: skip
    return tuple(pattern.format(letter.casefold(), number) for pattern in patterns)


#: Column titles by field, for ``sheets.find_header``; ``option_a`` .. ``option_z`` stand for the option columns.
COLUMNS: dict[str, tuple[str, ...]] = {
    "type": ("题型", "类型", "试题类型", "题目类型", "试题题型", "题类", "type", "題型", "题目题型", "题型名称"),
    "stem": (
        "题干", "题目", "题目内容", "试题内容", "问题", "question", "试题", "题目题干", "试题题干", "题目描述", "題幹", "題目", "stem",
        "问题内容", "题文", "题面", "试题正文", "题目名称", "试题名称",
    ),
    "options": ("选项", "试题选项", "备选项", "备选答案", "答案选项", "题目选项", "选项内容", "可选项", "選項", "options"),
    "key": (
        "答案", "正确答案", "标准答案", "参考答案", "answer", "正确选项", "试题答案", "题目答案", "正確答案", "key", "答案内容", "正解",
    ),
    "explanation": (
        "解析", "试题解析", "答案解析", "parsing", "备注", "题目解析", "解释", "说明", "答案说明", "详解", "explanation", "试题分析",
        "答案详解",
    ),
    "difficulty": ("难度", "难易度", "难易程度", "题目难度", "难度等级", "试题难度", "難度", "difficulty", "难度系数"),
    "topic": (
        "分类", "类别", "目录", "章节", "知识点", "所属题库", "所属科目", "考点", "科目", "专业", "所属分类", "题库", "题库名称", "topic",
        "知识分类", "题目分类", "试题分类", "模块",
    ),
    "source": ("依据", "出处", "来源", "法规依据", "法律依据", "试题来源", "题目来源", "答案依据", "条款", "法条", "source", "標準依據"),
    "score": ("分值", "分数", "scores", "score", "题分", "每题分值"),
    "number": ("序号", "编号", "题号", "试题编号", "题目编号", "no", "id", "序列", "序", "number"),
    "name": ("题目代码", "固定编号"),
    "left": ("左列", "左侧", "左边", "匹配项", "连线左侧", "左项", "题目项"),
    "right": ("右列", "右侧", "右边", "连线右侧", "右项"),
    "picture": ("图片", "题干图片", "题目图片", "图", "picture", "配图", "附图", "插图"),
    "option_pictures": ("选项图片", "选项图", "备选项图片"),
    "audio": ("音频", "声音", "audio"),
    "valid_from": ("有效期起", "生效日期", "生效日", "有效期自"),
    "valid_to": ("有效期止", "失效日期", "失效日", "有效期至"),
    "reviewed": ("复核", "复核情况"),
    "tags": ("标签", "关键词", "tags", "标记"),
    "audience": ("适用人群", "对象", "人群", "适用对象", "audience"),
    **{f"option_{letter.casefold()}": _options(letter, number) for number, letter in enumerate(LETTERS, start=1)},
}  # fmt: skip


def fold_word(text: str) -> str:
    """A short word folded for looking up: NFKC, lower case, no spaces, no brackets around, no closing stop."""
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()
    return folded.strip("[](){}【】<>《》.。:、,;!")


@lru_cache(maxsize=2_000)
def type_of(text: str) -> str | None:
    """The type key that ``text`` names; ``""`` for no text, None for a type that we do not hold."""
    word = fold_word(text)
    if not word:
        return ""
    if word in TYPE_OF:
        return TYPE_OF[word]
    if "案例" in word or "材料题" in word:
        return "case"
    if _OTHER_TYPES.search(word):
        return None
    return next((key for name, key in TYPE_OF.items() if len(name) >= 2 and name in word), None)


def part_type(text: str) -> str | None:
    """The rest of a type name that says "part of the case above" (小题：单选题); None for any other."""
    found = _PART.search(text)
    if found is None:
        return None
    return re.sub(r"[\s:：\-—_/()（）·]+", "", text[: found.start()] + text[found.end() :])


def truth_of(text: str) -> bool | None:
    """True or False for a word that says so; None for anything else (``O`` and 同意 say neither)."""
    if len(text) > _LONGEST_TRUTH or _TRUTH_SIGNS.isdisjoint(text):
        return None
    word = fold_word(text)
    if word in _TRUE:
        return True
    return False if word in _FALSE else None


@lru_cache(maxsize=2_000)
def difficulty_of(text: str) -> str | None:
    """easy, medium or hard; medium for no text, None for a word nobody knows."""
    word = fold_word(text)
    if not word:
        return "medium"
    return _DIFFICULTY_OF.get(word) or _DIFFICULTY_OF.get(word.removesuffix("题")) or _share_difficulty(word)


def _share_difficulty(word: str) -> str | None:
    # 难度系数 0.85: the share of people who get it right.
    if not re.fullmatch(r"0\.\d+", word):
        return None
    share = float(word)
    return "easy" if share > 0.7 else "medium" if share >= 0.4 else "hard"


def plain(text: str) -> str:
    """NFKC, for keys only: stems and options must keep ② and m²."""
    return unicodedata.normalize("NFKC", text)
