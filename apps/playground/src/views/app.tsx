import type { JSX } from "preact";
import { Cascade } from "./cascade.tsx";
import { CutPanel } from "./cut-panel.tsx";
import { HeatMap } from "./heat-map.tsx";
import { Latency } from "./latency.tsx";
import { Masthead } from "./masthead.tsx";
import { Links } from "./links.tsx";
import { ModelStatus } from "./model-status.tsx";
import { NearestPairs } from "./nearest-pairs.tsx";
import { Search } from "./search.tsx";
import { SentenceList } from "./sentence-list.tsx";
import { StoredSize } from "./stored-size.tsx";

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
      <Cascade />
    </main>
    <footer class="foot">
      <p>Everything happens in this browser: no text leaves the page, and nothing is loaded from another site.</p>
      <Links label="More of nestvec" />
    </footer>
  </>
);
