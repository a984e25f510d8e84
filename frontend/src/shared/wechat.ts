import { all } from "./dom";

/** WeChat's browser cannot open downloads: only there the way out is shown. */
export function showWechatHints(): void {
  if (!/MicroMessenger/i.test(navigator.userAgent)) return;
  for (const hint of all("[data-wechat-only]")) hint.hidden = false;
}
