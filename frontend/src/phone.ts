import { forgetAttempt } from "./shared/attempt_over";
import { bindCommon } from "./shared/common";
import { bindOpenings } from "./shared/opening";
import { refreshStalePages } from "./shared/refresh";

bindCommon();
refreshStalePages();
forgetAttempt();
bindOpenings();
