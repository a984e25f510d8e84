import { caseKind, choice } from "./choice";
import { fields } from "./fields";
import { hotspot } from "./hotspot";
import type { MakeKind } from "./kind";
import { ordering } from "./ordering";

const makers: Record<string, MakeKind> = { single: choice, multiple: choice, true_false: choice, case: caseKind, ordering, hotspot };

/** A type that is not named here is answered by its plain fields. */
export function makerOf(type: string): MakeKind {
  return makers[type] ?? fields;
}
