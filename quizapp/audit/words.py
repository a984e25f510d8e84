"""What actions are called when people read the log. An action without a word here is shown as it is stored."""

from __future__ import annotations

from collections.abc import Mapping

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
    "accounts.create_staff": N_("新建账号"),
    "accounts.disable_staff": N_("停用账号"),
    "accounts.enable_staff": N_("启用账号"),
    "accounts.grant_role": N_("给出角色"),
    "accounts.revoke_role": N_("收回角色"),
    "audit.export": N_("导出审计日志"),
    "audit.verify": N_("检查审计日志"),
}


def action_label(action: str) -> str:
    """What people call it (a message id), or the action itself."""
    return ACTIONS.get(action, action)
