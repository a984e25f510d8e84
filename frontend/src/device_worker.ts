/// <reference lib="webworker" />
import { Shell, type ShellConfig } from "./worker/shell";

// Served under /door/, so that its reach ends there; the server writes the configuration in front of it.
declare const self: ServiceWorkerGlobalScope & { DOOR: ShellConfig };

const shell = new Shell(self.DOOR, self.registration.scope, caches);

self.addEventListener("install", (event) => {
  event.waitUntil(shell.install().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(shell.activate().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const answer = shell.answer(event.request);
  if (answer) event.respondWith(answer);
});
