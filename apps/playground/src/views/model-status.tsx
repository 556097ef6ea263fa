import type { JSX } from "preact";
import { counted, inBytes } from "../measures/in-words.ts";
import { isWhole, layers, loadProblem, model, notes, openLayers, progress, startModel } from "../state/model.ts";
import { ProblemNote } from "./problem-note.tsx";
import { ProgressBar } from "./progress-bar.tsx";

/** What is loaded, how far the download is, and what stands in its way. */
export const ModelStatus = (): JSX.Element => {
  const problem = loadProblem.value;
  return (
    <section class="status" id="model" aria-label="Model">
      <p class={problem === undefined ? "status-line" : "status-line failed"} role="status">
        {sentence()}
      </p>
      {isWhole.value || problem !== undefined ? null : <Download />}
      <ProblemNote problem={problem}>
        <button type="button" class="primary" onClick={() => void startModel()}>
          Try again
        </button>
      </ProblemNote>
      {notes.value.map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
    </section>
  );
};

/** What a screen reader is told, too: not every byte, but every step. */
function sentence(): string {
  const { info } = model.value ?? {};
  if (info === undefined) return loadProblem.value === undefined ? "Loading the model…" : "The model is not loaded.";
  const open = openLayers.value;
  const provider = info.exits.find((exit) => exit.provider !== undefined)?.provider ?? "wasm";
  if (isWhole.value)
    return `${info.name} is ready: ${counted(open.length, "exit")} on ${provider}${isKept() ? ", kept for the next visit" : ""}.`;
  return `Layer ${open.at(-1) ?? 0} is ready to use; layer ${layers.value[open.length] ?? 0} is coming…`;
}

const isKept = (): boolean => !notes.value.some((note) => note.startsWith("Files are not kept"));

const Download = (): JSX.Element | null => {
  const told = progress.value;
  if (told === undefined) return <ProgressBar label="Download" share={0} />;
  const from = told.from === "cache" ? "from this browser’s cache" : "downloaded";
  return (
    <div class="download">
      <ProgressBar label="Download" share={told.totalBytes === 0 ? 0 : told.bytes / told.totalBytes} />
      <p class="figures">
        {inBytes(told.bytes)} of {inBytes(told.totalBytes)} {from}
      </p>
    </div>
  );
};
