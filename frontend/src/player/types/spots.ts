/** Points in thousandths of a picture's width and height, as "x,y". */
export const scale = 1000;

export interface Point {
  x: number;
  y: number;
}

export function pointText({ x, y }: Point): string {
  return `${x},${y}`;
}

/** The point that "x,y" says, or null. */
export function readPoint(text: string): Point | null {
  const found = /^(\d{1,4}),(\d{1,4})$/.exec(text);
  return found ? { x: Number(found[1]), y: Number(found[2]) } : null;
}

/** Where a finger at (left, top) of a box stands; always inside. */
export function pointAt(left: number, top: number, width: number, height: number): Point {
  return { x: within((left / width) * scale), y: within((top / height) * scale) };
}

/** The point moved by an arrow key, or null for any other key. With Shift in large steps. */
export function movedBy(key: string, large: boolean, from: Point): Point | null {
  const step = large ? 100 : 20;
  const moves: Record<string, [number, number]> = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
  const move = moves[key];
  return move ? { x: within(from.x + move[0]), y: within(from.y + move[1]) } : null;
}

function within(value: number): number {
  return Math.min(scale, Math.max(0, Math.round(value)));
}
