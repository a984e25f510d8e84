import { Phone } from "./live/phone";
import { bindCommon } from "./shared/common";
import { one } from "./shared/dom";
import { refreshStalePages } from "./shared/refresh";

bindCommon();
refreshStalePages(true);
const root = one("[data-live]");
if (root) new Phone(root).start();
