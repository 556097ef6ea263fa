import { effect, signal, type Signal } from "@preact/signals";
import { readFile } from "../input/read-file.ts";
import { readTable } from "../input/read-table.ts";
import { likelyField, textsOf, type TextTable } from "../input/text-list.ts";
import { problemOf } from "./problem.ts";
import { exampleList } from "./examples.ts";
import { model, openLayers, storedLayer } from "./model.ts";
import { listProblem, storedList, storeList } from "./stored-list.ts";

/** What the user brought last, and which of its fields holds the texts. */
export const incoming: Signal<{ readonly table: TextTable; readonly field: number } | undefined> = signal(undefined);

/** Takes a field of what was brought as the list to search. */
export function chooseField(field: number): void {
  const table = incoming.value?.table;
  if (table === undefined) return;
  incoming.value = { table, field };
  void storeList(textsOf(table, field));
}

/** Takes a file that was dropped or chosen. */
export async function takeFile(file: File): Promise<void> {
  await take(() => readFile(file));
}

/** Takes lines that were pasted. */
export async function takeLines(lines: string): Promise<void> {
  await take(() => readTable("what you pasted", lines));
}

/** Takes the list that the page brings along. */
export function takeExamples(): void {
  incoming.value = undefined;
  void storeList({ name: "the example list", texts: exampleList, emptyLines: 0, leftOut: 0 });
}

async function take(read: () => Promise<TextTable>): Promise<void> {
  try {
    const table = await read();
    incoming.value = { table, field: 0 };
    chooseField(likelyField(table));
  } catch (error) {
    listProblem.value = problemOf(error);
  }
}

/** Stores what the user brought while the model was still coming, or else the examples once the exit that stores them is open. */
export const beginWithList = (): (() => void) =>
  effect(() => {
    const isOpen = openLayers.value.includes(storedLayer.value);
    if (model.value === undefined || storedList.peek() !== undefined) return;
    const brought = incoming.peek();
    if (brought !== undefined) chooseField(brought.field);
    else if (isOpen) takeExamples();
  });
