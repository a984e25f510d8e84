/** "Use where I am": writes latitude and longitude into the field, measured as phones will measure. */
export function fillPosition(button: HTMLButtonElement): void {
  const field = document.querySelector<HTMLInputElement>(button.dataset["fillPosition"] ?? "");
  if (!field || !navigator.geolocation) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    button.classList.add("is-busy");
    const done = (): void => button.classList.remove("is-busy");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        field.value = `${coords.latitude.toFixed(6)},${coords.longitude.toFixed(6)}`;
        done();
      },
      done,
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 0 },
    );
  });
}
