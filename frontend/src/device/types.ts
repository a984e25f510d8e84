/** One scan as it goes over the wire; see the API's `DoorScan`. */
export interface Scan {
  nonce: string;
  scanned_at: string;
  code?: string;
  who?: string;
  said_name?: string;
  direction: "entry" | "exit";
  gate_id?: number;
  via: "camera" | "photo" | "typed" | "usb" | "search" | "written";
  was_offline: boolean;
  reason?: string;
  grant?: string;
}

export interface Receipt {
  nonce: string;
  outcome: "stored" | "refused" | "review";
  verdict: string;
  name: string;
  arrived_at: string | null;
}

export interface Person {
  who: string;
  name: string;
  unit: string;
  initials: string;
  keys: string[];
  is_in: boolean;
}

export interface PeopleList {
  version: string;
  salt: string;
  people: Person[];
  is_complete: boolean;
}

export interface DoorSession {
  code: string;
  title: string;
  place: string;
  starts_at: string;
  opens_at: string;
  closes_at: string;
  is_cancelled: boolean;
  takes_exits: boolean;
  gates: { id: number; name: string }[];
}

export interface DoorSelf {
  role: "steward" | "supervisor" | "kiosk";
  name: string;
  expires_at: string;
  state: string;
}

export interface Figures {
  heads: number;
  expected: number | null;
  by_gate: Record<string, number>;
  inside: number | null;
  waiting: number;
}

/** Who this browser is: the token of the link that was opened, and the session as it was last heard of. */
export interface Identity {
  token: string;
  device: DoorSelf;
  session: DoorSession;
}

export interface Status {
  device: DoorSelf;
  session: DoorSession;
  figures: Figures;
  knows_last: boolean;
}

/** A scan on this phone: waiting, or answered by the server. */
export interface Kept {
  scan: Scan;
  /** Code of the session it belongs to. */
  session: string;
  /** By this phone's clock, for the order and for clearing up. */
  at: number;
  /** Masked; empty when nobody here knows it. */
  name: string;
  receipt?: Receipt;
  /** The server cannot read it; it stays for the eyes of a person. */
  isStuck?: boolean;
}
