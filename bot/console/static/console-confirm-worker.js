// Keeps the pages for confirming and what they are made of, for when there is no network. The network always goes first.
const CACHE = "rumbo-confirm-1";
const SCOPE = "/console/confirm";
const MOST_PAGES = 30;
const DAYS = 7; // an older page is not shown any more
const PATIENCE = 10000; // milliseconds for the network, where a page is kept

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { page, files } = event.data || {};
  if (typeof page === "string") event.waitUntil(first(page, files));
});

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  const page = request.mode === "navigate" && (url.pathname === SCOPE || url.pathname.startsWith(SCOPE + "/"));
  if (page) event.respondWith(networkFirst(event, PATIENCE, () => keptPage(request.url), keepPage));
  else if (url.pathname.startsWith("/static/")) event.respondWith(networkFirst(event, PATIENCE, () => caches.match(request, { ignoreSearch: true }), keepFile));
});

async function first(page, files) {
  const answer = await fetch(page, { redirect: "error" });
  await keepPage(page, answer);
  for (const file of files || []) if (new URL(file).pathname.startsWith("/static/")) await keepFile(file, await fetch(file));
}

async function networkFirst(event, patience, kept, keep) {
  const { request } = event;
  const asked = fetch(request).then((answer) => {
    if (answer.ok && answer.type === "basic") event.waitUntil(keep(request.url, answer.clone()).catch(() => {}));
    return answer;
  });
  const late = new Promise((_, reject) => setTimeout(reject, patience, new Error("late")));
  try {
    const answer = await Promise.race([asked, late]);
    return answer.status >= 502 ? (await kept()) || answer : answer;
  } catch {
    return (await kept()) || asked; // without a kept one, however long it takes
  }
}

async function keepPage(url, answer) {
  if (!answer.ok || !(answer.headers.get("content-type") || "").startsWith("text/html")) return;
  const cache = await caches.open(CACHE);
  const headers = new Headers(answer.headers);
  headers.set("rumbo-kept", String(Date.now()));
  await cache.put(url, new Response(await answer.blob(), { status: 200, headers }));
  const pages = (await cache.keys()).filter((x) => new URL(x.url).pathname.startsWith(SCOPE));
  for (const old of pages.slice(0, -MOST_PAGES)) await cache.delete(old);
}

async function keepFile(url, answer) {
  if (!answer.ok) return;
  const cache = await caches.open(CACHE);
  await cache.delete(url, { ignoreSearch: true }); // an earlier version
  await cache.put(url, answer);
}

async function keptPage(url) {
  const cache = await caches.open(CACHE);
  const list = new URL(url).pathname === SCOPE;
  const found = (await cache.match(url)) || (list ? await cache.match(url, { ignoreSearch: true }) : undefined);
  return found && Date.now() - Number(found.headers.get("rumbo-kept")) < DAYS * 86400000 ? found : undefined;
}
