import { CodeScreen } from "./door/screen";
import { all } from "./shared/dom";

for (const root of all("[data-code-screen]")) new CodeScreen(root).start();
