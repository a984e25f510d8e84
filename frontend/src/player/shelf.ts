import { parseRecord, type PhoneRecord } from "./record";

const prefix = "quizapp:attempt:";
const weekMs = 7 * 24 * 3600 * 1000;

export interface Shelf {
  /** Where the record lies, as the event of other tabs names it. */
  readonly key: string;
  /** False where the browser refuses storage: then answers live only as long as the page. */
  lasting: boolean;
  read(): PhoneRecord | null;
  write(record: PhoneRecord): void;
  remove(): void;
}

/** The phone's place for one attempt. `storage` is null where the browser has none. */
export function openShelf(attempt: string, storage: Storage | null, now: number): Shelf {
  const key = recordKey(attempt);
  let memory: PhoneRecord | null = null;
  const shelf: Shelf = {
    key,
    lasting: storage !== null,
    read: () => (storage && shelf.lasting ? readRecord(storage, key) : memory),
    write(record) {
      memory = record;
      shelf.lasting = storage !== null && put(storage, key, JSON.stringify(record));
    },
    remove() {
      memory = null;
      dropRecord(storage, attempt);
    },
  };
  if (storage) sweep(storage, key, now);
  return shelf;
}

/** Storage that can be read, or null. Whether it takes anything shows when something is written: a full one may hold answers. */
export function usableStorage(): Storage | null {
  try {
    const storage = window.localStorage;
    storage.getItem(prefix);
    return storage;
  } catch {
    return null;
  }
}

/** What the phone keeps of an attempt; null when nothing, or nothing that can be read. */
export function readRecord(storage: Storage | null, key: string): PhoneRecord | null {
  try {
    return parseRecord(storage?.getItem(key) ?? null);
  } catch {
    return null;
  }
}

export function recordKey(attempt: string): string {
  return prefix + attempt;
}

/** Whether the text is kept. Where it is not, the older one is gone too: it would cover newer answers after a reload. */
function put(storage: Storage, key: string, text: string): boolean {
  for (const emptied of [false, true]) {
    try {
      if (emptied) storage.removeItem(key);
      storage.setItem(key, text);
      return true;
    } catch {
      continue; // full: once more without the old record, which takes as much room
    }
  }
  return false;
}

/** Removes what the phone keeps of an attempt. */
export function dropRecord(storage: Storage | null, attempt: string): void {
  drop(storage, recordKey(attempt));
}

function drop(storage: Storage | null, key: string): void {
  try {
    storage?.removeItem(key);
  } catch {
    return; // refused: then nothing was kept either
  }
}

/** Attempts left behind on a shared phone go after a week; never the open one, whatever the phone's clock says. */
function sweep(storage: Storage, mine: string, now: number): void {
  const keys = Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? "");
  for (const key of keys.filter((k) => k.startsWith(prefix) && k !== mine)) {
    const record = readRecord(storage, key);
    if (!record || now - record.kept > weekMs) drop(storage, key);
  }
}
