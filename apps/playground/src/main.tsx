import { render } from "preact";
import { App } from "./app.tsx";
import { keepPageOffline } from "./keep-page-offline.ts";
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
