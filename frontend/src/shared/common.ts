import { bindConfirms } from "./confirm";
import { bindCopyButtons } from "./copy";
import { bindDialogs } from "./dialogs";
import { bindElderForms } from "./elder";
import { bindEnlarge } from "./enlarge";
import { bindFlashes } from "./flash";
import { bindMenus } from "./menus";
import { bindOffline } from "./offline";
import { bindSubmitOnce } from "./submit_once";
import { showWechatHints } from "./wechat";

/** What every page of either layout has. Confirms come before submit-once, which respects a prevented submit. */
export function bindCommon(): void {
  bindFlashes();
  bindElderForms();
  bindMenus();
  bindDialogs();
  bindEnlarge();
  bindConfirms();
  bindSubmitOnce();
  bindCopyButtons();
  showWechatHints();
  bindOffline();
}
