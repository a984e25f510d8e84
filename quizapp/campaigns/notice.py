"""The notice that participants read before they give a name (个人信息保护说明), from the campaign's own facts.

It answers what the law wants answered, as a list: who, what for, which kinds, how long, which rights, how to reach us.
An organizer's own text stands above it and never replaces it. Sources: 个人信息保护法 第17条, 第28条, 第31条, 第44–50条.
"""

from __future__ import annotations

from dataclasses import dataclass

from quizapp.campaigns.models import Campaign
from quizapp.kit.i18n import N_, Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One point of the notice."""

    title: Phrase
    text: Phrase


def clauses(campaign: Campaign, organizer: str) -> list[Clause]:
    """The points in their order; ``organizer`` is the unit that runs the campaign."""
    contact = " ".join(part for part in (campaign.contact_name, campaign.contact_phone) if part)
    pairs = (
        (
            N_("谁在处理"),
            Phrase(N_("%(organizer)s，“%(title)s”的主办单位。"), organizer=organizer, title=campaign.title),
        ),
        (N_("为了什么"), Phrase(N_("记录您参加了哪些活动、答了哪些题，统计各单位的参与人数和人次。不用于考核个人。"))),
        (
            N_("收集什么"),
            Phrase(
                N_(
                    "姓名或昵称、所在单位、参加记录。手机号只在个别竞赛需要联系获奖者时请您填写。从不收集身份证号、位置和通讯录。"
                )
            ),
        ),
        (
            N_("练习"),
            Phrase(
                N_(
                    "主办单位开放练习时，每道题答过几次、对几次和最近一次的日期，记在这部手机名下，登记姓名以后记在您名下。只给您自己看，不计入统计，可以随时删除，也和手机登记一起到期删除。"
                )
            ),
        ),
        (
            N_("怎样保存"),
            Phrase(
                N_(
                    "手机号加密保存，页面上只显示中间打星号的号码；工作人员查看完整号码要写明原因，并留下记录。数据存放在主办单位的服务器上，不提供给第三方。"
                )
            ),
        ),
        (
            N_("保存多久"),
            Phrase(
                N_(
                    "活动结束后 %(days)s 天内删除手机号和手机登记。姓名随参加记录保存，您可以随时要求删除；删除后只留下不含个人信息的统计数字。"
                ),
                days=campaign.retention_days,
            ),
        ),
        (
            N_("您的权利"),
            Phrase(
                N_("您可以在“我的记录”里查看、复制、更正和删除自己的信息，也可以撤回同意。不同意不影响您查看宣传内容。")
            ),
        ),
        (
            N_("未满 14 周岁"),
            Phrase(N_("请由父母或其他监护人代为填写，并由监护人决定是否同意；建议只填昵称。")),
        ),
        (
            N_("联系我们"),
            Phrase(N_("%(contact)s，或在“投诉建议”里留言。"), contact=contact)
            if contact
            else Phrase(N_("请在“投诉建议”里留言，我们会尽快处理。")),
        ),
    )
    return [Clause(title=Phrase(title), text=text) for title, text in pairs]
