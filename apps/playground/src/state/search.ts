import { rankByCosine } from "@nestvec/core/vectors";
import { effect, signal, type Signal } from "@preact/signals";
import { latest } from "./latest.ts";
import { problemOf, type Problem } from "./problem.ts";
import { dimension, layer } from "./cut.ts";
import { fullCut, model, openLayers } from "./model.ts";
import { embedQuery, type Cut } from "./query-vectors.ts";
import { storedList, storing } from "./stored-list.ts";

/** A text of the list that was found. */
export interface Found {
  readonly index: number;
  readonly text: string;
  readonly similarity: number;
}

/** The answer to a query. */
export interface Answer {
  readonly query: string;
  readonly found: readonly Found[];
  readonly layer: number;
  readonly dimension: number;
  /** How many vectors the query was compared with. */
  readonly compared: number;
  readonly embedMilliseconds: number;
  readonly compareMilliseconds: number;
}

/** The answer of the full cut to the same query over the same vectors. */
export interface FullAnswer {
  readonly to: Answer;
  readonly indices: readonly number[];
  readonly embedMilliseconds: number;
}

/** What is typed. */
export const query: Signal<string> = signal("");
export const answer: Signal<Answer | undefined> = signal(undefined);
export const fullAnswer: Signal<FullAnswer | undefined> = signal(undefined);
export const searchProblem: Signal<Problem | undefined> = signal(undefined);

/** How many are shown. */
const shownMatches = 10;

const update = latest(async () => {
  try {
    const wanted = query.value.trim();
    const cut = { layer: layer.value, dimension: dimension.value };
    if (wanted === "" || storing.value.stored === 0) {
      answer.value = undefined;
      return;
    }
    const here = await answerAt(wanted, cut);
    if (here === undefined) return;
    answer.value = here;
    const full = fullCut.value;
    const isFull = full.layer === cut.layer && full.dimension === cut.dimension;
    const whole = isFull ? here : await answerAt(wanted, full, here.compared);
    if (whole !== undefined) {
      fullAnswer.value = { to: here, indices: whole.found.map(({ index }) => index), embedMilliseconds: whole.embedMilliseconds };
    }
    searchProblem.value = undefined;
  } catch (error) {
    searchProblem.value = problemOf(error);
  }
});

/** Embeds the query at a cut and compares it with the leading numbers of what is stored: all exits of the model share one space. */
async function answerAt(wanted: string, cut: Cut, most: number = storing.value.stored): Promise<Answer | undefined> {
  const { embedder, info } = model.value ?? {};
  const list = storedList.value;
  if (embedder === undefined || info === undefined || list === undefined) return undefined;
  // Where exits have spaces of their own, only the one that made the stored vectors can be asked.
  const at = info.sharedSpace ? cut : { ...cut, layer: list.layer };
  const { vector, milliseconds } = await embedQuery(embedder, wanted, at);
  const embedded = performance.now();
  if (storedList.value !== list) return undefined;
  const best = rankByCosine(vector, { data: list.data.subarray(0, most * list.width), rows: most, width: list.width }, shownMatches);
  return {
    query: wanted,
    found: best.map(({ index, score }) => ({ index, text: list.texts[index] ?? "", similarity: score })),
    ...at,
    compared: most,
    embedMilliseconds: milliseconds,
    compareMilliseconds: performance.now() - embedded,
  };
}

/** Answers as the user types, as the sliders move, and as more of the list is stored. */
export const followQuery = (): (() => void) =>
  effect(() => {
    void [query.value, layer.value, dimension.value, storing.value.stored, storedList.value];
    if (model.value !== undefined && openLayers.value.includes(layer.value)) void update();
  });
