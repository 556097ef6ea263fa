import type { JSX } from "preact";
import { CutPanel } from "./views/cut-panel.tsx";
import { HeatMap } from "./views/heat-map.tsx";
import { Latency } from "./views/latency.tsx";
import { Masthead } from "./views/masthead.tsx";
import { Links } from "./views/links.tsx";
import { ModelStatus } from "./views/model-status.tsx";
import { NearestPairs } from "./views/nearest-pairs.tsx";
import { Search } from "./views/search.tsx";
import { SentenceList } from "./views/sentence-list.tsx";
import { StoredSize } from "./views/stored-size.tsx";

/** The whole page. */
export const App = (): JSX.Element => (
  <>
    <Masthead />
    <main>
      <ModelStatus />
      <CutPanel />
      <div class="columns">
        <SentenceList />
        <HeatMap />
      </div>
      <div class="columns turned">
        <NearestPairs />
        <div class="stack">
          <StoredSize />
          <Latency />
        </div>
      </div>
      <Search />
    </main>
    <footer class="foot">
      <p>Everything happens in this browser: no text leaves the page, and nothing is loaded from another site.</p>
      <Links label="More of nestvec" />
    </footer>
  </>
);
