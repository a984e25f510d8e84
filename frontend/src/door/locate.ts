import { all } from "../shared/dom";

/** Nobody waits longer than this for satellites. */
const PATIENCE_MS = 6000;

/** Asks where the phone is once, when the form is sent; the form goes out whatever the answer. */
export function locateOnSubmit(form: HTMLFormElement): void {
  if (!navigator.geolocation) return;
  for (const note of all("[data-locate-note]")) note.hidden = false;
  let asked = false;
  form.addEventListener("submit", (event) => {
    if (asked) return;
    asked = true;
    event.preventDefault();
    const send = once(() => form.submit());
    window.setTimeout(send, PATIENCE_MS + 500);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        add(form, "lat", coords.latitude);
        add(form, "lon", coords.longitude);
        add(form, "acc", coords.accuracy);
        send();
      },
      send,
      { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 30_000 },
    );
  });
}

function add(form: HTMLFormElement, name: string, value: number): void {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = name;
  field.value = String(value);
  form.append(field);
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    act();
  };
}
