import { throwIfAborted } from "../abort.ts";
import { describeValue } from "../describe-value.ts";
import { NestvecError } from "../errors.ts";
import { truncate } from "../path/4-truncate.ts";
import { normalize } from "../path/5-normalize.ts";
import { requireUnitRows } from "../path/unit-rows.ts";
import { checkedCut } from "./cut.ts";
import type { Embeddings, EmbedOptions, Lane, TextInput } from "./embedder.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { tokenizeInputs } from "./tokenize-inputs.ts";

/** The whole path for some texts at one cut. `started`: when the call came, by the model's clock. @see Embedder.embed */
export async function embed(
  model: LoadedModel,
  texts: readonly TextInput[],
  options: EmbedOptions = {},
  started: number = model.clock(),
): Promise<Embeddings> {
  const { layer, dimension } = checkedCut(model.description, options);
  const { signal, lane, deadline, normalize: normalized = true } = options;
  checkUrgency(lane, deadline);
  if (typeof normalized !== "boolean") {
    throw new NestvecError("ARGUMENT_INVALID", { argument: "normalize", found: describeValue(normalized), expected: "true or false" });
  }
  const stillWanted = (): void => {
    throwIfAborted(signal, "embedding");
    if (deadline === undefined || model.clock() - started < deadline) return;
    throw new NestvecError("DEADLINE_EXCEEDED", { what: "embedding", deadlineMilliseconds: deadline, unfinishedTexts: texts.length });
  };
  stillWanted();
  const began = model.clock();
  const { rows, prompt } = await tokenizeInputs(model, texts, options, stillWanted);
  const tokenized = model.clock();
  const space = await model.spaceOf(layer);
  const data = new Float32Array(rows.length * dimension);
  // Cut as they come: a hundred thousand full vectors need not be held where their first 64 numbers are wanted.
  const take = (place: number, vector: Float32Array): void =>
    data.set(truncate({ data: vector, rows: 1, width: vector.length }, dimension).data, place * dimension);
  let firstRun: number | undefined;
  const runs = (): void => void (firstRun ??= model.clock());
  const provider = rows.length === 0 ? null : await model.engine.compute({ layer, rows, lane, signal, deadline, started, take, runs });
  if (normalized) requireUnitRows(normalize({ data, rows: rows.length, width: dimension }));
  const done = model.clock();
  const ran = firstRun ?? done;
  return {
    vectors: Array.from(rows, (_row, text) => data.subarray(text * dimension, (text + 1) * dimension)),
    data,
    layer,
    dimension,
    space,
    provider,
    normalized,
    prompt,
    tokens: rows.map(({ ids }) => ids.length),
    truncated: rows.map((row) => row.truncated),
    timings: { tokenizing: tokenized - began, waiting: ran - tokenized, running: done - ran },
    milliseconds: done - started,
  };
}

const lanes: readonly (string | undefined)[] = ["interactive", "bulk", undefined] satisfies (Lane | undefined)[];

function checkUrgency(lane: Lane | undefined, deadline: number | undefined): void {
  if (!lanes.includes(lane)) {
    throw new NestvecError("ARGUMENT_INVALID", { argument: "lane", found: describeValue(lane), expected: `"interactive" or "bulk"` });
  }
  if (deadline === undefined || (typeof deadline === "number" && deadline > 0)) return;
  throw new NestvecError("ARGUMENT_INVALID", {
    argument: "deadline",
    found: describeValue(deadline),
    expected: "milliseconds from the call, more than 0",
  });
}
