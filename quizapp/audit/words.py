"""What actions and things are called when people read the log.

An action is ``thing.deed`` and is read in that order: 比赛：发布. A few actions have a name of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from quizapp.kit.i18n import N_

ACTIONS: Mapping[str, str] = {
    "accounts.sign_in": N_("登录"),
    "accounts.sign_in_failed": N_("登录失败"),
    "accounts.sign_out": N_("退出登录"),
    "accounts.end_session": N_("退出一台设备"),
    "accounts.end_sessions": N_("退出其他设备"),
    "accounts.change_password": N_("修改密码"),
    "accounts.reset_password": N_("重发一次性密码"),
    "accounts.second_factor_on": N_("开启两步验证"),
    "accounts.second_factor_off": N_("关闭两步验证"),
    "accounts.remove_second_factor": N_("替人关闭两步验证"),
    "accounts.confirm": N_("再输一次密码"),
    "accounts.create_staff": N_("新建账号"),
    "accounts.disable_staff": N_("停用账号"),
    "accounts.enable_staff": N_("启用账号"),
    "accounts.grant_role": N_("给出角色"),
    "accounts.revoke_role": N_("收回角色"),
    "audit.export": N_("导出审计日志"),
    "audit.verify": N_("检查审计日志"),
    "person.erase_self": N_("本人删除个人信息"),
    "retention.forget": N_("到期清除个人信息"),
}

#: What an action is about, and what ``object_type`` names.
THINGS: Mapping[str, str] = {
    "activity": N_("活动"), "appeal": N_("申诉"), "assessment": N_("考核评分"), "attempt": N_("答卷"),
    "attempt_appeal": N_("申诉"), "attended_certificate": N_("参加证明"), "audit": N_("审计日志"), "bank": N_("题库"),
    "call_sample": N_("回访抽样"), "callback": N_("回访抽样"), "campaign": N_("安全月"), "cell": N_("统计表一格"),
    "certificate": N_("证书"), "contest": N_("知识竞赛"), "dashboard": N_("公开大屏"), "dataset": N_("数据集"),
    "device": N_("签到设备"), "door_device": N_("签到设备"), "download": N_("下载文件"), "draw": N_("抽奖"),
    "drill": N_("演练"), "evaluation": N_("评估"), "event": N_("多轮赛事"), "event_round": N_("赛事轮次"),
    "external_figure": N_("外部数字"), "feedback": N_("意见反馈"), "filing": N_("报送"), "filings": N_("报送"),
    "form_design": N_("统计表设计"), "group": N_("领导小组"), "improvement": N_("整改事项"), "integrity": N_("答卷核验"),
    "leading_group_member": N_("领导小组成员"), "liaison": N_("联络员"), "liaison_officer": N_("联络员"),
    "live": N_("直播答题"), "live_room": N_("直播答题"), "look_note": N_("数字说明"), "paper": N_("方案文件"),
    "person": N_("人员"), "photo": N_("照片"), "plan": N_("方案任务"), "plan_document": N_("方案文件"),
    "plan_file": N_("方案附件"), "plan_task": N_("方案任务"), "practice": N_("练一练"), "prize_draw": N_("抽奖"),
    "prize_win": N_("中奖"), "question": N_("题目"), "record": N_("台账"), "record_batch": N_("台账一批"),
    "records": N_("台账"), "report": N_("统计表"), "retention": N_("保存期限"), "roster": N_("名单"), "round_event": N_("多轮赛事"),
    "score_card": N_("评分表"), "score_sheet": N_("评分标准"), "session": N_("场次"), "staff": N_("账号"),
    "stage": N_("现场竞赛"), "stage_contest": N_("现场竞赛"), "statistics": N_("统计表"), "tally": N_("统计明细"),
    "team": N_("参赛队"), "training": N_("培训"), "unit": N_("单位"), "webhook": N_("推送地址"),
    "webhook_target": N_("推送地址"),
}  # fmt: skip

#: What was done.
DEEDS: Mapping[str, str] = {
    "accept": N_("通过"), "accept_many": N_("批量通过"), "add": N_("新增"), "add_batch": N_("录入一批"),
    "add_choice": N_("增加选项"), "add_external": N_("录入外部数字"), "add_item": N_("增加一项"), "add_photo": N_("添加照片"),
    "add_row": N_("增加一行"), "add_rule": N_("增加规则"), "add_section": N_("增加一节"), "add_task": N_("增加任务"),
    "adopt": N_("转为演练"), "again": N_("重新推送"), "alarm": N_("拉响警报"), "all_clear": N_("解除警报"), "allow": N_("准许再进"),
    "amend": N_("更正"), "analysis.export": N_("导出题目分析"), "answer": N_("答复"), "answer_report": N_("答复报错"),
    "approval": N_("设置复核"), "approve": N_("复核通过"), "archive": N_("下载档案"), "ask_again": N_("重新列入"),
    "award": N_("加减分"), "calendar": N_("设置报送日历"), "call": N_("点名"), "cancel": N_("取消"), "change": N_("修改"),
    "change_many": N_("批量修改"), "change_question": N_("换题"), "change_row": N_("修改一行"), "change_section": N_("修改一节"),
    "change_task": N_("修改任务"), "check": N_("重新核验"), "clear": N_("清点"), "clock": N_("计时"), "close": N_("关闭"),
    "close_board": N_("关闭排行榜"), "close_screen": N_("关闭"), "confirm": N_("确认"), "copy": N_("复制"), "correct": N_("更正"),
    "counted": N_("清点完毕"), "create": N_("新建"), "delete": N_("删除"), "discard": N_("放弃"), "dismiss": N_("排除疑点"),
    "dismiss_review": N_("不采用冲突记录"), "done": N_("报完成"), "draw": N_("抽取"), "drill": N_("改回演练"), "drop": N_("删除"),
    "drop_question": N_("去掉题目"), "drop_round": N_("删除一轮"), "drop_team": N_("删除队伍"), "edit": N_("修改"),
    "edit_door": N_("修改签到设置"), "end": N_("卸任"), "end_task": N_("结束任务"), "end_test": N_("结束试运行"),
    "end_time": N_("取消延时"), "enter_review": N_("采用冲突记录"), "erase": N_("删除个人信息"), "explain_look": N_("说明数字"),
    "export": N_("导出"), "export_all": N_("导出全部答卷"), "export_board": N_("导出榜单"), "export_card": N_("导出评分表"),
    "export_due": N_("导出到期清单"), "export_log": N_("导出签到记录"), "export_tally": N_("导出明细"), "export_units": N_("按单位导出"),
    "fetch": N_("下载"), "finish": N_("完成"), "freeze": N_("冻结"), "give": N_("发奖"), "give_back": N_("退回"),
    "give_time": N_("给予延时"), "hand_in": N_("提交"), "headcount": N_("登记人数"), "heads": N_("计入统计"), "import": N_("导入"),
    "invite": N_("邀请"), "issue": N_("颁发"), "issue_links": N_("发出链接"), "judge": N_("评判"), "late_entry": N_("补登"),
    "list_add": N_("加入名单"), "list_export": N_("导出名单"), "list_publish": N_("公布名单"), "list_remove": N_("移出名单"),
    "list_undo": N_("撤回名单改动"), "mail": N_("设置邮箱"), "merge": N_("合并"), "move": N_("移动"), "move_code": N_("发换机码"),
    "move_field": N_("移动一格"), "move_item": N_("移动一项"), "move_section": N_("移动一节"), "move_task": N_("调整任务顺序"),
    "name": N_("指定"), "off": N_("停用"), "on": N_("启用"), "open": N_("启用"), "open_board": N_("开放排行榜"),
    "open_screen": N_("公开"), "order": N_("生成"), "order_people": N_("生成培训档案"), "pause": N_("暂停"), "pick": N_("选题"),
    "ping": N_("测试推送"), "plan": N_("制定方案"), "print": N_("打印"), "print_badges": N_("打印证卡"),
    "print_person": N_("打印培训档案"), "print_sheet": N_("打印签到表"), "print_signed": N_("打印签名表"), "publish": N_("发布"),
    "publish_board": N_("公布榜单"), "raise": N_("提出"), "ranking_off": N_("关闭排名"), "ranking_on": N_("开放排名"),
    "real": N_("转为真实警报"), "record_held": N_("登记已举办"), "redraw": N_("重抽"), "reissue_code": N_("换发个人码"),
    "rejudge": N_("改判"), "remind": N_("提醒"), "remote": N_("交出遥控"), "remote_revoked": N_("收回遥控"), "remove": N_("移除"),
    "remove_field": N_("去掉一格"), "remove_item": N_("去掉一项"), "remove_section": N_("去掉一节"), "rename": N_("改名"),
    "renew_codes": N_("更换签到码"), "renew_link": N_("更换链接"), "renew_secret": N_("更换密钥"), "reopen": N_("重新打开"),
    "replace": N_("更正"), "required": N_("设置应答名单"), "restore": N_("恢复"), "results": N_("登记回访结果"), "resume": N_("继续"),
    "retire": N_("停用"), "retire_many": N_("批量停用"), "return": N_("退回"), "return_sheet": N_("回录签到表"),
    "reveal": N_("查看电话"), "reveal_contact": N_("查看联系方式"), "reveal_phone": N_("查看电话"), "review": N_("评审"),
    "revoke": N_("收回"), "revoke_code": N_("作废个人码"), "revoke_link": N_("收回链接"), "roll": N_("换发密钥"),
    "round": N_("设置一轮"), "rules": N_("设置规则"), "save": N_("保存"), "say": N_("说明"), "see_names": N_("查看姓名"),
    "set": N_("设置"), "set_board": N_("设置排行榜"), "set_rule": N_("设置规则"), "settle": N_("办结"), "start": N_("开始"),
    "submit": N_("报送"), "summary.export": N_("导出总结"), "team": N_("设置队伍"), "test": N_("试运行"), "type": N_("填写"),
    "undo": N_("撤回"), "undo_batch": N_("撤回一批"), "undo_check_in": N_("撤回签到"), "undo_headcount": N_("撤回人数"),
    "undo_import": N_("撤回导入"), "unmerge": N_("取消合并"), "update": N_("修改"), "upload": N_("上传"), "verify": N_("核实"),
    "void": N_("作废"), "void_phone": N_("作废一台手机的答卷"), "withdraw": N_("撤回"), "withdraw_external": N_("撤回外部数字"),
    "withdraw_held": N_("撤回已举办"), "withdraw_photo": N_("撤下照片"),
}  # fmt: skip


def words_of(action: str) -> tuple[str, ...]:
    """Message ids of what people call it: one name, or thing and deed. A deed without a word stays as it is stored."""
    if action in ACTIONS:
        return (ACTIONS[action],)
    thing, _, deed = action.partition(".")
    if thing not in THINGS:
        return (action,)
    return THINGS[thing], DEEDS.get(deed, deed.replace("_", " "))


def actions_called(words: str, say: Callable[[str], str]) -> list[str]:
    """What to look for in the log for these words of a reader: see `Query.actions`. ``say`` translates."""
    named = [action for action, word in ACTIONS.items() if words in say(word)]
    things = [f"{thing}." for thing, word in THINGS.items() if words in say(word)]
    return named + things + [f".{deed}" for deed, word in DEEDS.items() if words in say(word)]


def thing_of(object_type: str) -> str:
    """Message id of what people call the thing an entry is about."""
    return THINGS.get(object_type, object_type)
