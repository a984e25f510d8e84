import { keepAwake } from "./door/awake";
import { BAD_AFTER } from "./live/pace";
import { Poller } from "./live/poller";
import { ServerClock } from "./live/server_clock";
import { momentsOf, tickClocks } from "./live/ticking";
import { must, one } from "./shared/dom";
import { Part } from "./shared/part";

// The screen of a hall: the server draws it, the clocks move here.
const root = one("[data-hall]");
if (root) {
  keepAwake();
  const clock = new ServerClock(() => performance.now());
  const part = new Part(root);
  const tick = (): void => tickClocks(root, clock.now());
  const show = (html: string): void => {
    part.show(html);
    tick();
  };
  const lost = (failures: number): void => void (must("[data-hall-lost]").hidden = failures < BAD_AFTER);
  clock.learn(Number(root.dataset["now"]), performance.now());
  window.setInterval(tick, 100);
  new Poller(root.dataset["hall"] ?? "", clock, () => momentsOf(root), show, lost).start();
}
