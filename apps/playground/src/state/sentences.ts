import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { exampleSentences } from "./examples.ts";

/** A line of the user's list. Its id stays while it is edited and moved. */
export interface Sentence {
  readonly id: number;
  readonly text: string;
}

/** More would make a heat map that nobody can read; the search takes thousands. */
export const mostSentences = 40;

let lastId = 0;
const sentenceOf = (text: string): Sentence => ({ id: ++lastId, text });

/** The user's list, empty lines included. */
export const sentences: Signal<readonly Sentence[]> = signal(exampleSentences.map(sentenceOf));

/** The texts that are compared: those with something in them. */
export const texts: ReadonlySignal<readonly string[]> = computed(() =>
  sentences.value.map(({ text }) => text.trim()).filter((text) => text !== ""),
);

/** Changes a line. More than one line, as comes by pasting, becomes as many. @returns the id of the last line that changed */
export function editSentence(id: number, text: string): number {
  const [first = "", ...others] = text.split(/\r?\n/);
  const more = others.filter((line) => line.trim() !== "").map(sentenceOf);
  sentences.value = sentences.value
    .flatMap((sentence) => (sentence.id === id ? [{ id, text: first }, ...more] : [sentence]))
    .slice(0, mostSentences);
  return more.at(-1)?.id ?? id;
}

/** Adds an empty line, after the one named or at the end. @returns its id, undefined where there is no room */
export function addSentence(after?: number): number | undefined {
  if (sentences.value.length >= mostSentences) return undefined;
  const added = sentenceOf("");
  const index = sentences.value.findIndex(({ id }) => id === after);
  sentences.value = sentences.value.toSpliced(index < 0 ? sentences.value.length : index + 1, 0, added);
  return added.id;
}

/** Takes a line away. @returns the id of the line that is now in its place, or before it */
export function removeSentence(id: number): number | undefined {
  const index = sentences.value.findIndex((sentence) => sentence.id === id);
  const others = sentences.value.filter((sentence) => sentence.id !== id);
  // One line stays, for the cursor to be in.
  sentences.value = others.length === 0 ? [sentenceOf("")] : others;
  return (sentences.value[index] ?? sentences.value.at(-1))?.id;
}

/** Begins anew, with the examples or with nothing. */
export function resetSentences(isEmpty: boolean): void {
  sentences.value = (isEmpty ? [""] : exampleSentences).map(sentenceOf);
}

/** Takes other sentences, as a link brings them. */
export function setSentences(others: readonly string[]): void {
  sentences.value = others.slice(0, mostSentences).map(sentenceOf);
}

/** Whether the sentences are those that the page begins with. */
export const areExamples = (): boolean =>
  texts.value.length === exampleSentences.length && texts.value.every((text, place) => text === exampleSentences[place]);
