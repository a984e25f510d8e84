import { one } from "./dom";

/**
 * Registers the worker that shows our own page where the browser would show its error. The page opts in with
 * `<meta name="offline-scope" content="/q/">`; after everything else has loaded, because a slow line comes first.
 */
export function bindOffline(): void {
  const scope = one<HTMLMetaElement>("meta[name=offline-scope]")?.content;
  if (!scope || !("serviceWorker" in navigator)) return;
  const register = (): void => void navigator.serviceWorker.register("/sw.js", { scope }).catch(() => undefined); // refused: as without one
  if (document.readyState === "complete") register();
  else window.addEventListener("load", register);
}
