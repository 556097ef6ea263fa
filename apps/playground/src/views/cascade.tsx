import type { JSX } from "preact";
import { counted, inDigits, inMilliseconds } from "../measures/in-words.ts";
import { cascadeObstacle, cascadeProblem, cascadeRun, isCascading, keptShare, keptShares, type CascadeRun } from "../state/cascade.ts";
import { runCascade } from "../state/run-cascade.ts";
import { Card } from "./card.tsx";
import { ProblemNote } from "./problem-note.tsx";

/** A search in two steps beside one at the deepest exit alone. */
export const Cascade = (): JSX.Element => {
  const obstacle = cascadeObstacle.value;
  const run = cascadeRun.value;
  // Not `disabled`: a button that is pressed and then disabled would take the keyboard's place away.
  const aside = (
    <button
      type="button"
      class="quiet"
      aria-disabled={obstacle !== undefined || isCascading.value}
      aria-describedby="cascade-status"
      onClick={() => void runCascade()}
    >
      {isCascading.value ? "Searching…" : "Search in both ways"}
    </button>
  );
  return (
    <Card
      id="cascade"
      title="A cascade"
      lead="The list is embedded for the query at the cut of the sliders, and its best texts at the deepest exit, too. Beside it, the deepest exit for all of them."
      aside={aside}
    >
      <p class="field">
        <label for="kept-share">To the deepest exit go</label>
        <select id="kept-share" value={keptShare.value} onChange={({ currentTarget }) => (keptShare.value = Number(currentTarget.value))}>
          {keptShares.map((share) => (
            <option key={share} value={share}>
              {Math.round(100 * share)} % of the texts
            </option>
          ))}
        </select>
      </p>
      {run === undefined ? null : <Steps run={run} />}
      <p class="figures" id="cascade-status" role="status">
        {obstacle ?? (run === undefined ? "" : outcome(run))}
      </p>
      <ProblemNote problem={cascadeProblem.value} />
    </Card>
  );
};

/** What a run took and found, in sentences. */
function outcome({ query, milliseconds, alone, best, shared, steps }: CascadeRun): string {
  const times = `For “${query}” the cascade took ${inMilliseconds(milliseconds)}, layer ${alone.layer} alone ${inMilliseconds(alone.milliseconds)}`;
  const found = `Of the ${best} best there, the cascade found ${shared}.`;
  const { candidates = 0, resumed = 0 } = steps.at(-1) ?? {};
  if (resumed > 0) return `${times}. ${found} ${inDigits(resumed)} of ${counted(candidates, "text")} went on from the first exit.`;
  return `${times}. ${found} This model is not compiled, so its deepest exit begins anew with each text.`;
}

/** The texts and the time of each step. */
const Steps = ({ run: { steps, alone, texts, milliseconds } }: { readonly run: CascadeRun }): JSX.Element => {
  const most = Math.max(milliseconds, alone.milliseconds);
  const rows = [
    ...steps.map(({ layer, dimension, candidates, computed, resumed, milliseconds: time }) => ({
      name: `Layer ${layer}, ${dimension} numbers`,
      candidates,
      computed,
      resumed,
      time,
    })),
    { name: `Layer ${alone.layer} alone`, candidates: texts, computed: texts, resumed: 0, time: alone.milliseconds },
  ];
  return (
    <table class="measures" aria-busy={isCascading.value}>
      <caption class="unseen">Texts and time of each step</caption>
      <thead>
        <tr>
          <th scope="col">Step</th>
          <th scope="col">Texts</th>
          <th scope="col" class="computed">
            Computed
          </th>
          <th scope="col">Resumed</th>
          <th scope="col" aria-hidden="true" />
          <th scope="col">Time</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, candidates, computed, resumed, time }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td class="amount">{inDigits(candidates)}</td>
            <td class="amount computed">{inDigits(computed)}</td>
            <td class="amount">{inDigits(resumed)}</td>
            <td class="gauge" aria-hidden="true">
              <span style={{ "--share": most === 0 ? 0 : time / most }} />
            </td>
            <td class="amount">{inMilliseconds(time)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
