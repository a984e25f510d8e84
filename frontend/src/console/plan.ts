import { all, messagesOf, one } from "../shared/dom";

/** The plan of a paper says its sum as one types; what it replaces can be read, not changed. */
export function bindPlans(): void {
  const plan = one("[data-plan]");
  const total = plan ? one("[data-plan-total]", plan) : null;
  if (!plan || !total) return;
  const say = messagesOf(total);
  const paint = (): void => {
    const [count, points] = sum(plan);
    total.textContent = count ? say("total", { n: count, points }) : say("empty");
    for (const note of all("[data-plan-note]")) note.hidden = count === 0;
    for (const field of all<HTMLInputElement>("[data-plan-off] input")) field.readOnly = count > 0;
  };
  plan.addEventListener("input", paint);
  paint();
}

/** Questions, and points in whole hundredths shown as people write them. */
function sum(plan: HTMLElement): [number, string] {
  let [count, hundredths] = [0, 0];
  for (const row of all(".plan-row", plan)) {
    const questions = numberIn(row, "-count");
    count += questions;
    hundredths += questions * Math.round((numberIn(row, "-points") || 10) * 100);
  }
  return [count, String(hundredths / 100)];
}

function numberIn(row: HTMLElement, ending: string): number {
  const value = Number(one<HTMLInputElement>(`input[name$="${ending}"]`, row)?.value.trim() || "0");
  return Number.isFinite(value) && value > 0 ? value : 0;
}
