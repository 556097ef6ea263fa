import { render } from "preact";
import { App } from "./views/app.tsx";
import { followSentences } from "./state/sentence-vectors.ts";
import { beginWithList } from "./state/incoming-list.ts";
import { measureWhenOpen } from "./state/latency.ts";
import { followLink, keepCutInAddress } from "./state/link.ts";
import { startModel } from "./state/model.ts";
import { followStoredLayer } from "./state/stored-list.ts";
import { followQuery } from "./state/search.ts";
import { followTheme } from "./state/theme.ts";

followTheme();
followLink();
keepCutInAddress();
followSentences();
followStoredLayer();
beginWithList();
followQuery();
measureWhenOpen();
const root = document.getElementById("app");
if (root !== null) {
  root.replaceChildren();
  render(<App />, root);
}
// The page's own files are kept after the model has come: they are not to share the line with it.
await startModel();
await keepPageOffline();

/** Lets a service worker keep the page's own files, so that it opens without a network. A browser that has none shows the page all the same. */
async function keepPageOffline(): Promise<void> {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(new URL("service-worker.js", document.baseURI));
  } catch {
    // In some private windows: then the page is for this visit.
  }
}
