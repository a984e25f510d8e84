import { parseRecord, type PhoneRecord } from "./record";

const prefix = "quizapp:attempt:";
const weekMs = 7 * 24 * 3600 * 1000;

export interface Shelf {
  /** False where the browser refuses storage: then answers live only as long as the page. */
  lasting: boolean;
  read(): PhoneRecord | null;
  write(record: PhoneRecord): void;
  remove(): void;
}

/** The phone's place for one attempt. `storage` is null where the browser has none. */
export function openShelf(attempt: string, storage: Storage | null, now: number): Shelf {
  const key = prefix + attempt;
  let memory: PhoneRecord | null = null;
  const shelf: Shelf = {
    lasting: storage !== null,
    read: () => (storage ? parseRecord(storage.getItem(key)) : memory),
    write(record) {
      memory = record;
      if (!storage) return;
      try {
        storage.setItem(key, JSON.stringify(record));
        shelf.lasting = true;
      } catch {
        shelf.lasting = false; // full: say so instead of promising
      }
    },
    remove() {
      memory = null;
      storage?.removeItem(key);
    },
  };
  if (storage) sweep(storage, now);
  return shelf;
}

/** Storage, or null: Safari's private mode and some in-app browsers throw on touch or refuse to write. */
export function usableStorage(): Storage | null {
  try {
    const storage = window.localStorage;
    storage.setItem(prefix + "probe", "1");
    storage.removeItem(prefix + "probe");
    return storage;
  } catch {
    return null;
  }
}

/** Attempts left behind on a shared phone go after a week. */
function sweep(storage: Storage, now: number): void {
  const keys = Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? "");
  for (const key of keys.filter((k) => k.startsWith(prefix))) {
    const record = parseRecord(storage.getItem(key));
    if (!record || now - record.kept > weekMs) storage.removeItem(key);
  }
}
