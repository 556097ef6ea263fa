import type { JSX } from "preact";
import {
  addSentence,
  editSentence,
  mostSentences,
  removeSentence,
  resetSentences,
  sentences,
  texts,
  type Sentence,
} from "../state/sentences.ts";
import { cutVectors, sentencesProblem } from "../state/sentence-vectors.ts";
import { Card } from "./card.tsx";
import { ProblemNote } from "./problem-note.tsx";

/** The line that is to have the cursor once it is drawn: at the end of this very task, so that no key that is pressed meanwhile goes astray. */
let wanted: number | undefined;

const focusOn = (id: number | undefined): void => {
  wanted = id;
};

/** The user's sentences, to edit. */
export const SentenceList = (): JSX.Element => {
  const cut = cutVectors.value?.truncated ?? 0;
  const aside = (
    <div class="actions">
      <button type="button" class="quiet" onClick={() => resetSentences(false)}>
        Examples
      </button>
      <button
        type="button"
        class="quiet"
        onClick={() => {
          resetSentences(true);
          focusOn(sentences.value[0]?.id);
        }}
      >
        Clear
      </button>
    </div>
  );
  return (
    <Card
      id="sentences"
      title="Your sentences"
      aside={aside}
      lead="Write your own: Enter adds a line, and several lines can be pasted at once."
    >
      <ol class="sentences">
        {sentences.value.map((sentence, index) => (
          <Line key={sentence.id} sentence={sentence} number={index + 1} />
        ))}
      </ol>
      <button type="button" disabled={sentences.value.length >= mostSentences} onClick={() => focusOn(addSentence())}>
        Add a sentence
      </button>
      {texts.value.length < 2 ? <p class="note">Two sentences are needed to compare.</p> : null}
      {sentences.value.length >= mostSentences ? (
        <p class="note">{mostSentences} are as many as a table can show. The search below takes thousands.</p>
      ) : null}
      {cut > 0 ? (
        <p class="note">{cut === 1 ? "One text is" : `${cut} texts are`} longer than the model reads: the end was cut off.</p>
      ) : null}
      <ProblemNote problem={sentencesProblem.value} />
    </Card>
  );
};

const Line = ({ sentence: { id, text }, number }: { readonly sentence: Sentence; readonly number: number }): JSX.Element => (
  <li>
    <span class="number" aria-hidden="true">
      {number}
    </span>
    <span class="grows" data-text={text}>
      <textarea
        ref={(input) => {
          if (wanted !== id || input === null) return;
          wanted = undefined;
          input.focus();
        }}
        rows={1}
        aria-label={`Sentence ${number}`}
        autocomplete="off"
        value={text}
        onInput={({ currentTarget }) => editSentence(id, currentTarget.value)}
        onPaste={(event) => {
          const pasted = event.clipboardData?.getData("text") ?? "";
          if (!pasted.includes("\n")) return;
          event.preventDefault();
          const { selectionStart, selectionEnd, value } = event.currentTarget;
          focusOn(editSentence(id, value.slice(0, selectionStart ?? 0) + pasted.trim() + value.slice(selectionEnd ?? value.length)));
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.isComposing) return;
          event.preventDefault();
          focusOn(addSentence(id));
        }}
      />
    </span>
    <button type="button" class="remove" aria-label={`Remove sentence ${number}`} onClick={() => focusOn(removeSentence(id))}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="M4 4l8 8M12 4l-8 8" />
      </svg>
    </button>
  </li>
);
