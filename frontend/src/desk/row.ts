import { must } from "../shared/dom";

export type RowState = "absent" | "present" | "refused" | "waiting" | "failed";

/** What the server says about one tick or undo. */
export interface RowAnswer {
  state: RowState;
  text: string;
}

export class Row {
  readonly name: string;
  readonly text: string;

  constructor(readonly node: HTMLElement, fold: (text: string) => string) {
    this.name = node.dataset["name"] ?? "";
    this.text = fold(node.dataset["search"] ?? this.name);
  }

  get state(): RowState {
    return this.node.dataset["state"] as RowState;
  }

  form(kind: "tick" | "undo"): HTMLFormElement {
    return must(`[data-desk-${kind}]`, this.node);
  }

  paint(state: RowState, text: string): void {
    this.node.dataset["state"] = state;
    must("[data-desk-text]", this.node).textContent = text;
  }

  /** The server's answer, or null when it cannot be had: then the row must not pretend. */
  async post(form: HTMLFormElement): Promise<RowAnswer | null> {
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
      const body = (await answer.json()) as Partial<RowAnswer>;
      if (!isSettled(body.state)) return null;
      return { state: body.state, text: body.text ?? "" };
    } catch {
      return null;
    }
  }
}

function isSettled(state: RowState | undefined): state is RowState {
  return state === "present" || state === "absent" || state === "refused";
}
