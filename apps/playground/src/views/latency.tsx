import type { JSX } from "preact";
import { inMilliseconds } from "../measures/in-words.ts";
import { layer } from "../state/cut.ts";
import { isMeasuring, latency, latencyProblem, measureLatency, type Times } from "../state/latency.ts";
import { isWhole, layers } from "../state/model.ts";
import { Card } from "./card.tsx";
import { ProblemNote } from "./problem-note.tsx";

/** Milliseconds for one text at each exit, as measured on this page. */
export const Latency = (): JSX.Element => {
  const { byLayer, runs, text } = latency.value ?? {};
  const most = Math.max(0, ...[...(byLayer?.values() ?? [])].map(({ slowest }) => slowest));
  // Not `disabled`: a button that is pressed and then disabled would take the keyboard's place away.
  const aside = (
    <button type="button" class="quiet" aria-disabled={!isWhole.value || isMeasuring.value} onClick={() => void measureLatency()}>
      {isMeasuring.value ? "Measuring…" : "Measure again"}
    </button>
  );
  const lead =
    runs === undefined
      ? "Measured here, as soon as all exits are open."
      : `One text on this machine, the median of ${runs} runs, and below it the fastest and the slowest: “${text}”`;
  return (
    <Card id="latency" title="Time per exit" lead={lead} aside={aside}>
      <table class="measures" aria-busy={isMeasuring.value}>
        <caption class="unseen">Time to embed one text, by layer</caption>
        <tbody>
          {layers.value.map((exit) => {
            const time = byLayer?.get(exit);
            return (
              <tr key={exit} class={exit === layer.value ? "chosen" : ""}>
                <th scope="row">
                  Layer {exit}
                  {exit === layer.value ? <span class="unseen">, chosen</span> : null}
                </th>
                <td class="gauge" aria-hidden="true">
                  <span style={{ "--share": time === undefined || most === 0 ? 0 : time.median / most }} />
                  {time === undefined || most === 0 ? null : <i style={{ "--from": time.fastest / most, "--to": time.slowest / most }} />}
                </td>
                <td class="amount">{time === undefined ? "–" : <Amount time={time} />}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <ProblemNote problem={latencyProblem.value} />
    </Card>
  );
};

const Amount = ({ time: { median, fastest, slowest } }: { readonly time: Times }): JSX.Element => (
  <>
    <data value={median.toFixed(3)}>{inMilliseconds(median)}</data>
    <span class="spread">
      {inMilliseconds(fastest).replace(/ ms$/, "")} to {inMilliseconds(slowest)}
    </span>
  </>
);
