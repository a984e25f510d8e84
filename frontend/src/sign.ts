import { all, must } from "./shared/dom";

type Point = [number, number];

/** A box to sign in: lines of points in the canvas' own units go into the form as JSON. */
function startSigning(form: HTMLFormElement): void {
  const canvas = must<HTMLCanvasElement>("canvas", form);
  const field = must<HTMLInputElement>('input[name="strokes"]', form);
  const problem = must("[data-sign-problem]", form);
  const drawing = canvas.getContext("2d");
  if (!drawing) return;
  let strokes: Point[][] = [];
  let current: Point[] | null = null;

  const at = (event: PointerEvent): Point => {
    const box = canvas.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * canvas.width;
    const y = ((event.clientY - box.top) / box.height) * canvas.height;
    return [clamp(x, canvas.width), clamp(y, canvas.height)];
  };
  const draw = (): void => {
    drawing.clearRect(0, 0, canvas.width, canvas.height);
    drawing.lineWidth = 10;
    drawing.lineCap = drawing.lineJoin = "round";
    drawing.strokeStyle = "#111";
    for (const stroke of strokes) {
      drawing.beginPath();
      stroke.forEach(([x, y], index) => (index ? drawing.lineTo(x, y) : drawing.moveTo(x, y)));
      drawing.stroke();
    }
  };
  const say = (text: string): void => {
    problem.textContent = text;
    problem.hidden = !text;
  };

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    current = [at(event)];
    strokes.push(current);
    say("");
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!current) return;
    const point = at(event);
    const last = current[current.length - 1];
    // Points closer than this say nothing and would make the signature heavy.
    if (last && Math.abs(last[0] - point[0]) + Math.abs(last[1] - point[1]) < 6) return;
    current.push(point);
    draw();
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => (current = null));
  must("[data-sign-clear]", form).addEventListener("click", () => {
    strokes = [];
    draw();
  });
  form.addEventListener("submit", (event) => {
    if (!strokes.some((stroke) => stroke.length > 1)) {
      say(form.dataset["textEmpty"] ?? "");
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    field.value = JSON.stringify(strokes);
  }, true);
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(Math.round(value), 0), most);
}

for (const form of all<HTMLFormElement>("form[data-sign]")) startSigning(form);
