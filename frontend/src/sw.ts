/// <reference lib="webworker" />
import { Offline, type OfflineConfig } from "./worker/offline";

// One file for every area that registers it; the server writes the configuration in front of it (quizapp/web/offline.py).
declare const self: ServiceWorkerGlobalScope & { QUIZAPP: OfflineConfig };

const offline = new Offline(self.QUIZAPP, self.registration.scope, caches);

self.addEventListener("install", (event) => {
  event.waitUntil(offline.install().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(offline.activate().then(() => (self.QUIZAPP.isOff ? self.registration.unregister() : undefined)));
});

self.addEventListener("fetch", (event) => {
  const answer = offline.answer(event.request);
  if (answer) event.respondWith(answer);
});
