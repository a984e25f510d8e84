// Builds quizapp/web/static/dist and the inline icon table. Same sources, same bytes: no dates, no absolute paths.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { iconMacro, iconSprite, readIcons } from "./build_icons.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "../quizapp/web/static/dist");
const templates = join(here, "../quizapp/web/templates");

const scripts = ["phone", "player", "practice", "timed", "console", "checkin_desk", "door", "door_screen", "device", "device_worker", "muster", "unit_picker", "sign", "board", "stage", "live", "live_host", "live_screen", "offline", "queue", "session", "sw"];
const styles = ["phone", "console", "dashboard", "device", "drills", "rtl", "stage", "live", "live_screen"];
const options = {
  absWorkingDir: here,
  outdir: dist,
  bundle: true,
  minify: true,
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
await build({
  ...options,
  format: "iife",
  target: "es2017",
  entryPoints: scripts.map((name) => `src/${name}.ts`).filter((path) => existsSync(join(here, path))),
});
await build({ ...options, target: ["chrome69", "safari12", "firefox68"], entryPoints: styles.map((name) => `styles/${name}.css`) });

const icons = readIcons(here);
writeFileSync(join(dist, "icons.svg"), iconSprite(icons));
writeFileSync(join(templates, "macros/_icons.html"), iconMacro(icons));
writeFileSync(join(dist, "favicon.svg"), readFileSync(join(here, "favicon.svg")));

const manifest = {};
for (const name of readdirSync(dist).sort()) {
  manifest[name] = createHash("sha256").update(readFileSync(join(dist, name))).digest("hex").slice(0, 12);
}
writeFileSync(join(dist, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
