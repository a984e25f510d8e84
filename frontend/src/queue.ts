import { Waiting } from "./queue/waiting";
import { must } from "./shared/dom";

// the page stands at the address that was asked for: going in is asking for it again
new Waiting(must("[data-queue]"), () => location.reload()).start();
