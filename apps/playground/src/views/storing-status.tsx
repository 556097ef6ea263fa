import type { JSX } from "preact";
import { counted, inBytes, inDigits, inDuration } from "../measures/in-words.ts";
import { storedBytes } from "../measures/stored-bytes.ts";
import { incoming } from "../state/incoming-list.ts";
import { cancelStoring, storedList, storing } from "../state/stored-list.ts";
import { ProgressBar } from "./progress-bar.tsx";

/** How far the list is embedded, and what it holds. */
export const StoringStatus = (): JSX.Element | null => {
  const list = storedList.value;
  const { isRunning, stored, total, textsPerSecond } = storing.value;
  if (list === undefined)
    return incoming.value === undefined ? null : <p role="status">{incoming.value.table.name} waits for the model…</p>;
  return (
    <div class="storing">
      <p role="status">{sentence()}</p>
      {isRunning ? (
        <>
          <ProgressBar label="Embedding the list" share={stored / total} />
          <div class="storing-line">
            <p class="figures">
              {inDigits(stored)} of {inDigits(total)}
              {textsPerSecond === 0
                ? ""
                : `, ${inDigits(Math.round(textsPerSecond))} a second, ${inDuration((total - stored) / textsPerSecond)} left`}
            </p>
            <button type="button" onClick={cancelStoring}>
              Cancel
            </button>
          </div>
        </>
      ) : null}
      {list.leftOut > 0 ? (
        <p class="note">{inDigits(list.leftOut)} more texts were left out: so many are better searched elsewhere.</p>
      ) : null}
      {list.emptyLines > 0 ? <p class="note">{counted(list.emptyLines, "empty line")} passed over.</p> : null}
    </div>
  );
};

/** What a screen reader is told: the beginning and the end, not every step. */
function sentence(): string {
  const { isRunning, stored, total } = storing.value;
  const name = storedList.value?.name ?? "";
  if (isRunning) return `Embedding ${counted(total, "text")} of ${name}…`;
  const bytes = inBytes(stored * storedBytes(storedList.value?.width ?? 0).float32);
  return stored < total
    ? `Stopped: the first ${inDigits(stored)} of ${counted(total, "text")} of ${name} can be searched.`
    : `${counted(stored, "text")} of ${name} can be searched (${bytes} of vectors).`;
}
