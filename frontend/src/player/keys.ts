export type KeyAction = { pick: number } | "next" | null;

/** 1-9 and A-Z choose an option of this question, Enter goes on; everything else stays the browser's. */
export function keyAction(key: string, options: number): KeyAction {
  if (key === "Enter") return "next";
  if (!/^[1-9a-z]$/i.test(key)) return null;
  const position = /\d/.test(key) ? Number(key) - 1 : key.toLowerCase().charCodeAt(0) - 97;
  return position < options ? { pick: position } : null;
}
