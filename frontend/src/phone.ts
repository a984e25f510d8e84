import { forgetAttempt } from "./shared/attempt_over";
import { bindCommon } from "./shared/common";
import { refreshStalePages } from "./shared/refresh";

bindCommon();
refreshStalePages();
forgetAttempt();
