import { bindCommon } from "./shared/common";
import { refreshStalePages } from "./shared/refresh";

bindCommon();
refreshStalePages();
