import { element, messagesOf, must } from "../../shared/dom";
import type { Atom } from "../sheet";
import type { Kind, Surroundings } from "./kind";
import { movedBy, pointAt, pointText, readPoint, scale, type Point } from "./spots";

/** Numbered markers on a picture, set by a finger or by arrow keys and Enter, taken away in the list below it. */
class Spots {
  private points: Point[] = [];
  private aim: Point = { x: scale / 2, y: scale / 2 };
  private readonly most: number;
  private readonly name: string;
  private readonly surface: HTMLButtonElement;
  private readonly cross = element("span", "spot-cross");
  private readonly marks = element("span", "spot-marks");
  private readonly say: ReturnType<typeof messagesOf>;

  constructor(box: HTMLElement, private readonly list: HTMLElement, private readonly around: Surroundings) {
    this.say = messagesOf(box);
    this.most = Number(box.dataset["most"]);
    this.name = box.dataset["name"] ?? "";
    this.surface = element("button", "spot-surface");
    this.surface.type = "button";
    this.surface.setAttribute("aria-label", this.say("how", { n: this.most }));
    must("[data-spot-grid]", box).replaceWith(this.marks, this.cross, this.surface);
    this.cross.hidden = true;
    this.surface.addEventListener("click", (event) => this.tapped(event));
    this.surface.addEventListener("keydown", (event) => this.pressed(event));
    this.surface.addEventListener("blur", () => (this.cross.hidden = true));
  }

  read(): readonly Atom[] {
    return this.points.map(pointText);
  }

  write(atoms: readonly Atom[]): void {
    this.points = atoms.flatMap((atom) => readPoint(String(atom)) ?? []).slice(0, this.most);
    this.paint();
  }

  /** A click without a finger or a mouse comes from Enter: it means the cross. */
  private tapped(event: MouseEvent): void {
    const frame = this.surface.getBoundingClientRect();
    const byHand = event.detail > 0;
    this.add(byHand ? pointAt(event.clientX - frame.left, event.clientY - frame.top, frame.width, frame.height) : this.aim);
  }

  private add(point: Point): void {
    if (this.points.length >= this.most) return this.around.announce(this.say("full", { n: this.most }));
    this.set([...this.points, point]);
    this.around.announce(this.say("set", { n: this.points.length, total: this.most }));
  }

  private set(points: Point[]): void {
    this.points = points;
    this.paint();
    this.around.changed();
  }

  private pressed(event: KeyboardEvent): void {
    const moved = movedBy(event.key, event.shiftKey, this.aim);
    if (!moved) return;
    event.preventDefault();
    this.aim = moved;
    place(this.cross, moved);
    this.cross.hidden = false;
  }

  private paint(): void {
    this.marks.replaceChildren(...this.points.map((point, i) => this.mark(point, i)));
    this.list.replaceChildren(...this.points.map((point, i) => this.line(point, i)));
  }

  private mark(point: Point, index: number): HTMLElement {
    const mark = element("span", "spot-mark", String(index + 1));
    const field = element("input");
    field.type = "hidden";
    field.name = this.name;
    field.value = pointText(point);
    mark.append(field);
    place(mark, point);
    return mark;
  }

  private line(point: Point, index: number): HTMLElement {
    const line = element("li", "spot-line");
    const words = { n: index + 1, x: Math.round(point.x / 10), y: Math.round(point.y / 10) };
    const away = element("button", "btn btn-quiet", this.say("away"));
    away.type = "button";
    away.setAttribute("aria-label", this.say("awayOne", words));
    away.addEventListener("click", () => {
      this.set(this.points.filter((_, i) => i !== index));
      this.surface.focus();
    });
    line.append(element("span", "spot-mark", String(index + 1)), element("span", "grow", this.say("at", words)), away);
    return line;
  }
}

function place(node: HTMLElement, point: Point): void {
  node.style.left = `${point.x / 10}%`;
  node.style.top = `${point.y / 10}%`;
}

export function hotspot(root: HTMLElement, around: Surroundings): Kind {
  const box = must("[data-spot]", root);
  const spots = new Spots(box, must("[data-spot-list]", root), around);
  spots.write(JSON.parse(box.dataset["chosen"] ?? "[]") as Atom[]);
  return {
    options: [],
    isSettledByTap: false,
    read: () => spots.read(),
    write: (atoms) => spots.write(atoms),
    isComplete: (atoms) => atoms.length > 0,
  };
}
