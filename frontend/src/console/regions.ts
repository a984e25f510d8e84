import { all, element, must, one } from "../shared/dom";

interface Picture {
  url: string;
  width: number;
  height: number;
}

const svg = "http://www.w3.org/2000/svg";

/** Two clicks on the picture draw a rectangle and fill the first empty row; the rows' numbers are drawn as they are typed. */
export function bindRegions(form: HTMLFormElement, changed: () => void): { changed(picture: Picture): void } {
  const root = one("[data-regions]", form);
  const frame = root && one("[data-regions-picture]", root);
  if (!root || !frame) return { changed: () => undefined };
  const drawing = new Drawing(root, frame, changed);
  root.addEventListener("input", () => drawing.paint());
  return { changed: (picture) => drawing.show(picture) };
}

class Drawing {
  private first: [number, number] | null = null;
  private readonly overlay = document.createElementNS(svg, "svg");
  private readonly status: HTMLElement;

  constructor(private readonly root: HTMLElement, private readonly frame: HTMLElement, private readonly changed: () => void) {
    this.status = must("[data-regions-status]", root);
    this.overlay.setAttribute("class", "spot-overlay");
    this.overlay.setAttribute("role", "img");
    this.overlay.setAttribute("aria-label", frame.dataset["how"] ?? "");
    this.frame.addEventListener("click", (event) => this.clicked(event));
    this.frame.append(this.overlay);
    this.frame.hidden = !one("img", frame);
    this.paint();
  }

  show({ url, width, height }: Picture): void {
    const picture = element("img");
    picture.src = url;
    picture.alt = "";
    one("img", this.frame)?.remove();
    this.frame.prepend(picture);
    this.frame.dataset["width"] = String(width);
    this.frame.dataset["height"] = String(height);
    this.frame.hidden = false;
    this.paint();
  }

  private clicked(event: MouseEvent): void {
    const box = this.frame.getBoundingClientRect();
    const point: [number, number] = [
      Math.round(((event.clientX - box.left) / box.width) * this.size("width")),
      Math.round(((event.clientY - box.top) / box.height) * this.size("height")),
    ];
    if (!this.first) {
      this.first = point;
      this.status.textContent = this.status.dataset["first"] ?? "";
      return this.paint();
    }
    const [x, y] = this.first;
    this.first = null;
    this.fill([Math.min(x, point[0]), Math.min(y, point[1]), Math.max(x, point[0]), Math.max(y, point[1])]);
  }

  private fill(numbers: number[]): void {
    const rows = all("[data-region]", this.root);
    const index = rows.findIndex((row) => !this.placeOf(row).value.trim());
    const row = rows[index];
    if (!row) return this.paint();
    this.placeOf(row).value = numbers.join(" ");
    this.status.textContent = (this.status.dataset["done"] ?? "").replace("{n}", String(index + 1));
    must<HTMLInputElement>("input", row).focus();
    this.paint();
    this.changed();
  }

  paint(): void {
    this.overlay.setAttribute("viewBox", `0 0 ${this.size("width")} ${this.size("height")}`);
    const shapes = all("[data-region]", this.root).flatMap((row) => shapeOf(this.placeOf(row).value) ?? []);
    const start = this.first ? [marked("circle", { cx: this.first[0], cy: this.first[1], r: this.size("width") / 60 })] : [];
    this.overlay.replaceChildren(...shapes, ...start);
  }

  private placeOf(row: HTMLElement): HTMLInputElement {
    return must<HTMLInputElement>("[data-region-place]", row);
  }

  private size(side: "width" | "height"): number {
    return Number(this.frame.dataset[side]) || 1;
  }
}

/** The shape that a row's numbers mean; null while they mean none. */
function shapeOf(text: string): SVGElement | null {
  const numbers = (text.match(/\d+(\.\d+)?/g) ?? []).map(Number);
  const [a = 0, b = 0, c = 0, d = 0] = numbers;
  if (numbers.length === 3) return marked("circle", { cx: a, cy: b, r: c });
  if (numbers.length === 4) return marked("rect", { x: Math.min(a, c), y: Math.min(b, d), width: Math.abs(c - a), height: Math.abs(d - b) });
  return numbers.length >= 6 && numbers.length % 2 === 0 ? marked("polygon", { points: numbers.join(" ") }) : null;
}

function marked(tag: string, values: Record<string, string | number>): SVGElement {
  const node = document.createElementNS(svg, tag) as SVGElement;
  node.setAttribute("class", "region-found");
  for (const [name, value] of Object.entries(values)) node.setAttribute(name, String(value));
  return node;
}
