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

/** 62 for "62%" and the like: figures as people read them. */
export function setText(node: HTMLElement | null, text: string): void {
  if (node && node.textContent !== text) node.textContent = text;
}

export const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
