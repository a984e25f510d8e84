const glanceMs = 380;
const elderGlanceMs = 800;

/** Goes on by itself a glance after a tap, and lets a tap count only for the question it was meant for. */
export class Mover {
  private timer = 0;
  /** When the page went on by itself: a tap made before meant the question that stood there. */
  private movedAt = 0;

  constructor(form: HTMLFormElement, private readonly forward: () => void) {
    form.addEventListener("click", (event) => this.refuseStale(event), true);
  }

  soon(): void {
    this.cancel();
    const elder = document.documentElement.hasAttribute("data-elder");
    const go = (): void => {
      this.forward();
      this.movedAt = performance.now();
    };
    this.timer = window.setTimeout(go, elder ? elderGlanceMs : glanceMs);
  }

  cancel(): void {
    window.clearTimeout(this.timer);
  }

  /** On a slow phone a second tap can be served after the question has changed under it. */
  private refuseStale(event: MouseEvent): void {
    const isMeantForBefore = event.timeStamp < this.movedAt || event.detail > 1;
    if (!event.isTrusted || !isMeantForBefore || !(event.target as HTMLElement).closest(".option")) return;
    event.preventDefault();
    event.stopPropagation();
  }
}
