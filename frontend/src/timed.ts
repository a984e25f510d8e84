import { startTimed } from "./player/timed";
import { bindCommon } from "./shared/common";
import { all } from "./shared/dom";
import { refreshStalePages } from "./shared/refresh";

bindCommon();
// Back from the next question: the server says where the paper stands.
refreshStalePages(true);
for (const form of all<HTMLFormElement>("form[data-timed]")) startTimed(form);
