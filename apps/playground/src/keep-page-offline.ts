/** Lets a service worker keep the page's own files, so that it opens without a network. A browser that has none shows the page all the same. */
export async function keepPageOffline(): Promise<void> {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(new URL("service-worker.js", document.baseURI));
  } catch {
    // In some private windows: then the page is for this visit.
  }
}
