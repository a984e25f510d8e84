"""Names that break careless programs. Each is (typed, stored)."""

from __future__ import annotations

RTL = "\u202e张三\u202c"
HOSTILE_NAMES = (
    (RTL, "张三"),
    ("李\u200b四\u200d\ufeff", "李四"),
    ("𠮷田䶮", "𠮷田䶮"),
    ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ('"><img src=x onerror=alert(1)>', '"><img src=x onerror=alert(1)>'),
    ('=HYPERLINK("http://evil","x")', '=HYPERLINK("http://evil","x")'),
    ("买买提·吐尔逊·阿不都热依木·" * 4, ("买买提·吐尔逊·阿不都热依木·" * 4)[:40].strip()),
    ("张\t\r\n三", "张 三"),
    ("{{ 7 * 7 }} %(name)s", "{{ 7 * 7 }} %(name)s"),
)
