import { startJoin } from "./device/join";
import { startKiosk } from "./device/kiosk";
import { startScanner } from "./device/scanner";
import { all } from "./shared/dom";

const pages: Record<string, (root: HTMLElement) => void | Promise<void>> = { join: startJoin, scan: startScanner, kiosk: startKiosk };

for (const root of all("[data-device]")) void pages[root.dataset["device"] ?? ""]?.(root);
