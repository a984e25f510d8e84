import { Desk } from "./desk/desk";
import { all } from "./shared/dom";

for (const root of all("[data-desk]")) new Desk(root).start();
