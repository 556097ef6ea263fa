/// <reference lib="webworker" />
/** The paths of all files of the page; the build writes them here, as a list. The model's files are kept by the library. */
const files = "__FILES_OF_THE_PAGE__" as unknown as readonly string[];

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const scope = new URL("./", worker.location.href);
const urls: readonly string[] = files.map((file) => new URL(file, scope).href);
const cacheName = "nestvec-playground";

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  url.search = "";
  url.hash = "";
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && (url.href === scope.href || url.href === new URL("index.html", scope).href)) {
    event.respondWith(page(request));
  } else if (urls.includes(url.href)) event.respondWith(asset(url.href));
  else if (url.href.startsWith(new URL("assets/", scope).href)) event.respondWith(keptOnUse(url.href));
});

/** Keeps all files, and forgets those of earlier versions: what bears a hash in its name is fetched only where it is new. */
async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  for (const url of urls) {
    if (url.includes("-") && url.includes("/assets/") && (await cache.match(url)) !== undefined) continue;
    await cache.put(url, await fetched(url));
  }
  for (const { url } of await cache.keys()) if (!urls.includes(url)) await cache.delete(url);
  await worker.skipWaiting();
}

/** The page as it is now, or as it was where there is no network. */
async function page(request: Request): Promise<Response> {
  try {
    return isolated(await fetch(request));
  } catch (error) {
    const kept = await caches.match(new URL("index.html", scope).href);
    if (kept === undefined) throw error;
    return isolated(kept);
  }
}

async function asset(url: string): Promise<Response> {
  return isolated((await caches.match(url)) ?? (await fetch(url)));
}

/** A file of a part that is loaded when it is first used: from then on it is there without a network. */
async function keptOnUse(url: string): Promise<Response> {
  if ((await caches.match(url)) === undefined) await (await caches.open(cacheName)).put(url, await fetched(url));
  return asset(url);
}

async function fetched(url: string): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new TypeError(`${url}: ${response.status}`);
  return response;
}

/** With the headers that threads need, for hosts that do not send them. */
function isolated(response: Response): Response {
  if (!response.ok || response.headers.has("cross-origin-opener-policy")) return response;
  const headers = new Headers(response.headers);
  headers.set("cross-origin-opener-policy", "same-origin");
  headers.set("cross-origin-embedder-policy", "require-corp");
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
