import { keepAwake } from "./door/awake";
import { HostRemote } from "./live/host";
import { bindCommon } from "./shared/common";
import { one } from "./shared/dom";

bindCommon();
const root = one("[data-host-live]");
if (root) {
  keepAwake();
  new HostRemote(root).start();
}
