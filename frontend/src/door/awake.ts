/** Keeps the screen on while the page is seen; where the browser cannot, the page says nothing and works on. */
export function keepAwake(): void {
  if (!("wakeLock" in navigator)) return;
  const ask = (): void => {
    if (!document.hidden) navigator.wakeLock.request("screen").catch(() => undefined);
  };
  ask();
  document.addEventListener("visibilitychange", ask);
}
