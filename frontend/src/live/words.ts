import { messagesOf, one } from "../shared/dom";

/** The page's own words and drawings; scripts hold none. */
export interface Words {
  say(key: string, values?: Record<string, string | number>): string;
  icon(name: string): Node;
}

export function wordsOf(root: HTMLElement): Words {
  return {
    say: messagesOf(root),
    icon(name) {
      const kept = one<HTMLTemplateElement>(`template[data-icon="${name}"]`);
      return kept ? kept.content.cloneNode(true) : document.createTextNode("");
    },
  };
}

/** Writes only what is new: a text set again would be read aloud again. */
export function setText(node: HTMLElement | null, text: string): void {
  if (node && node.textContent !== text) node.textContent = text;
}

/** Nothing but these in the node; older phones know no replaceChildren. */
export function fill(node: HTMLElement, ...children: Node[]): void {
  node.textContent = "";
  node.append(...children);
}

export const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
