import { follow } from "./muster/live";
import { one } from "./shared/dom";

const root = one("[data-live]");
if (root) follow(root, one("[data-live-note]"));
