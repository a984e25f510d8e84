import { all, one } from "../shared/dom";

/** A file can be dropped on the frame around a file field. */
export function bindDropZones(): void {
  for (const zone of all("[data-drop]")) {
    const field = one<HTMLInputElement>("input[type=file]", zone);
    if (!field) continue;
    const over = (on: boolean) => (event: Event): void => {
      event.preventDefault();
      zone.classList.toggle("is-over", on);
    };
    zone.addEventListener("dragover", over(true));
    zone.addEventListener("dragleave", over(false));
    zone.addEventListener("drop", (event) => {
      over(false)(event);
      if (event.dataTransfer?.files.length) field.files = event.dataTransfer.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}
