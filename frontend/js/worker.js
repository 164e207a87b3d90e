// Keeps the page on which problems are reported, and what it is drawn with, for a phone without a network.
const KEPT = "screening-1";
const keeps = (request) =>
  request.method === "GET" &&
  !request.headers.get("X-Fresh") &&
  (new URL(request.url).pathname.includes("/static/") || (request.mode === "navigate" && request.url.includes("/screening/new/")));

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (!keeps(event.request)) return;
  event.respondWith(
    fetch(event.request).then(
      (answer) => {
        if (!answer.ok || answer.redirected) return answer;
        const copy = answer.clone();
        event.waitUntil(caches.open(KEPT).then((kept) => kept.put(event.request, copy)));
        return answer;
      },
      () => caches.match(event.request, { ignoreVary: true }).then((found) => found || Response.error()),
    ),
  );
});
