import type { JSX } from "preact";
import { similarities, shift, shownPairs } from "../state/comparison.ts";
import { Card } from "./card.tsx";
import { RankShift } from "./rank-shift.tsx";

/** The pairs that are most alike, and what the cut does to their order. */
export const NearestPairs = (): JSX.Element => {
  const now = shift.value;
  const texts = similarities.value?.texts ?? [];
  return (
    <Card id="pairs" title="Nearest pairs" lead="The order at this cut, and how it differs from the order at the full cut.">
      {now === undefined || now.ranked.length === 0 ? (
        <p class="waiting">
          {texts.length === 1 ? "One sentence makes no pair." : "The order at the full cut comes with the deepest exit."}
        </p>
      ) : (
        <>
          <dl class="agreement">
            <div>
              <dt>Rank correlation</dt>
              <dd id="correlation">{now.correlation === undefined ? "–" : now.correlation.toFixed(3).replace("-", "−")}</dd>
              <dd class="hint">Spearman, over all {now.ranked.length} pairs; 1 is the same order</dd>
            </div>
            <div>
              <dt>Kept</dt>
              <dd id="kept">
                {now.kept} of {now.compared}
              </dd>
              <dd class="hint">of the nearest pairs are the nearest at the full cut, too</dd>
            </div>
          </dl>
          <table class="pairs">
            <caption class="unseen">Nearest pairs at this cut</caption>
            <thead>
              <tr>
                <th scope="col">Pair</th>
                <th scope="col" class="amount">
                  Cosine
                </th>
                <th scope="col" class="amount">
                  Shift
                </th>
              </tr>
            </thead>
            <tbody>
              {now.ranked.slice(0, shownPairs).map(({ left, right, similarity, rank, fullRank }) => (
                <tr key={`${left} ${right}`}>
                  <th scope="row">
                    <span>
                      <span class="number">{left + 1}</span> {texts[left]}
                    </span>
                    <span>
                      <span class="number">{right + 1}</span> {texts[right]}
                    </span>
                  </th>
                  <td class="amount">
                    <data value={similarity.toFixed(6)}>{similarity.toFixed(2).replace("-", "−")}</data>
                  </td>
                  <td class="amount">
                    <RankShift rank={rank} fullRank={fullRank} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </Card>
  );
};
