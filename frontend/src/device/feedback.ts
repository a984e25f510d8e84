import type { Told } from "./desk";

const tones: Record<Told["kind"], [number, number][]> = {
  done: [[880, 0.12], [1320, 0.16]],
  again: [[660, 0.14], [660, 0.14]],
  refused: [[220, 0.4]],
  local: [[780, 0.12]],
  unsaved: [[220, 0.25], [180, 0.25], [220, 0.35]],
};

const beats: Record<Told["kind"], number[]> = {
  done: [80],
  again: [60, 80, 60],
  refused: [400],
  local: [80, 60, 80],
  unsaved: [300, 100, 300, 100, 300],
};

let speaker: AudioContext | null = null;

/** Browsers let a page make sounds only after a tap: call this in one. */
export function wakeSound(): void {
  try {
    speaker = speaker ?? new AudioContext();
    void speaker.resume();
  } catch {
    speaker = null; // no sound here: the screen and the vibration say it too
  }
}

/** One sound and one vibration for each kind: they tell the kinds apart without looking. */
export function feel(kind: Told["kind"], withSound: boolean): void {
  navigator.vibrate?.(beats[kind]);
  if (!withSound || !speaker || speaker.state !== "running") return;
  let at = speaker.currentTime;
  for (const [pitch, length] of tones[kind]) {
    at = beep(speaker, pitch, at, length) + 0.04;
  }
}

function beep(context: AudioContext, pitch: number, at: number, length: number): number {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.type = "square";
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0.2, at);
  volume.gain.exponentialRampToValueAtTime(0.001, at + length);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + length);
  return at + length;
}
