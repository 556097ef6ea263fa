import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { incoming, takeExamples, takeFile, takeLines } from "../state/incoming-list.ts";
import { listProblem } from "../state/stored-list.ts";
import { FieldChoice } from "./field-choice.tsx";
import { ProblemNote } from "./problem-note.tsx";
import { StoredLayerChoice } from "./stored-layer-choice.tsx";
import { StoringStatus } from "./storing-status.tsx";

const isOver = signal(false);
const pasted = signal("");

/** Where the list comes from: a file that is dropped or chosen, lines that are pasted, or the examples. */
export const ListSource = (): JSX.Element => (
  <div class="source">
    <div
      class={isOver.value ? "drop over" : "drop"}
      onDragOver={(event) => {
        event.preventDefault();
        isOver.value = true;
      }}
      onDragLeave={() => (isOver.value = false)}
      onDrop={(event) => {
        event.preventDefault();
        isOver.value = false;
        take(event.dataTransfer?.files);
      }}
    >
      <p>
        Drop a file here, or{" "}
        <label class="file">
          <input
            type="file"
            accept=".txt,.csv,.tsv,.json,.jsonl,.ndjson,text/plain,text/csv"
            onChange={({ currentTarget }) => {
              take(currentTarget.files);
              currentTarget.value = "";
            }}
          />
          <span>choose one</span>
        </label>
      </p>
      <p class="hint">A text a line (txt), csv, json or jsonl; thousands of lines are fine.</p>
    </div>
    <details class="paste">
      <summary>Paste lines</summary>
      <label for="lines" class="unseen">
        A text a line
      </label>
      <textarea
        id="lines"
        rows={6}
        placeholder="A text a line"
        value={pasted.value}
        onInput={({ currentTarget }) => (pasted.value = currentTarget.value)}
      />
      <button type="button" disabled={pasted.value.trim() === ""} onClick={() => void takeLines(pasted.value)}>
        Use these lines
      </button>
    </details>
    <FieldChoice />
    <StoredLayerChoice />
    <StoringStatus />
    <ProblemNote problem={listProblem.value} />
    {incoming.value === undefined ? null : (
      <button type="button" class="quiet" onClick={takeExamples}>
        Back to the example list
      </button>
    )}
  </div>
);

function take(files: FileList | null | undefined): void {
  const [file] = files ?? [];
  if (file !== undefined) void takeFile(file);
}
