import { keepAwake } from "./door/awake";
import { follow } from "./muster/live";
import { one } from "./shared/dom";
import { bindCommon } from "./shared/common";
import { bindBuzzer } from "./stage/buzzer";
import { runClocks } from "./stage/clock";

// The moderator's page, the hall's screen, a team's buzzer: each has one of these.
const live = one("[data-live]");
if (live) {
  follow(live, one("[data-live-note]"));
  runClocks(live);
  if (!one(".console")) keepAwake();
}
const buzzer = one("[data-buzzer]");
if (buzzer) {
  bindCommon();
  bindBuzzer(buzzer);
  keepAwake();
}
