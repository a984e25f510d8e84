import { locateOnSubmit } from "./door/locate";
import { fillPosition } from "./door/position";
import { waitForOpening } from "./door/wait";
import { all } from "./shared/dom";

for (const form of all<HTMLFormElement>("form[data-locate]")) locateOnSubmit(form);
for (const form of all<HTMLFormElement>("form[data-opens-in]")) waitForOpening(form);
for (const button of all<HTMLButtonElement>("[data-fill-position]")) fillPosition(button);
