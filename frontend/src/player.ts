import { Player } from "./player/player";
import { bindCommon } from "./shared/common";
import { all } from "./shared/dom";
import { refreshStalePages } from "./shared/refresh";

bindCommon();
// After a submit, "back" must not offer the old paper again: the server says where this attempt stands.
refreshStalePages(true);
for (const form of all<HTMLFormElement>("form[data-player]")) new Player(form).start();
