import { Waiting } from "./queue/waiting";
import { must } from "./shared/dom";

new Waiting(must("[data-queue]"), (address) => location.replace(address)).start();
