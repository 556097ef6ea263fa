import { invalidArgument } from "../invalid-argument.ts";
import { throwIfAborted, unlessAborted } from "../abort.ts";
import { NestvecError } from "../errors.ts";
import type { TokenizedRow } from "../path/tokenized-row.ts";
import { checkedCut, type Cut } from "./cut.ts";
import type { EmbedTokensOptions, Lane, TextInput, TokenEmbeddings } from "./embedder.ts";
import type { EngineWork } from "./engine.ts";
import { knownHeader, readHeader } from "./layer-header.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { tokenizeInputs } from "./tokenize-inputs.ts";

/** A call to embed something, checked and tokenized. */
export interface EmbeddingCall extends Cut {
  readonly rows: readonly TokenizedRow[];
  /** Has the rows computed. Gives what makes all of the answer but its vectors, to be called when those are done. */
  compute(work: Pick<EngineWork, "take" | "perToken">): Promise<() => Omit<TokenEmbeddings, "tokenVectors" | "data">>;
}

/** Begins a call: step 1, and all checks of its options. `started`: when it came, by the model's clock. @throws as `Embedder.embed` */
export async function embeddingCall(
  model: LoadedModel,
  texts: readonly TextInput[],
  options: EmbedTokensOptions,
  started: number,
): Promise<EmbeddingCall> {
  const { layer, dimension } = checkedCut(model.description, options);
  const { signal, lane, deadline } = options;
  checkUrgency(lane, deadline);
  const stillWanted = (): void => {
    throwIfAborted(signal, "embedding");
    if (deadline === undefined || model.clock() - started < deadline) return;
    throw new NestvecError("DEADLINE_EXCEEDED", { what: "embedding", deadlineMilliseconds: deadline, unfinishedTexts: texts.length });
  };
  stillWanted();
  // A graph of a fixed length is the limit of its texts.
  if (Array.isArray(texts) && texts.length > 0 && knownHeader(model, layer) === undefined) {
    await unlessAborted(signal, "embedding", readHeader(model, layer));
    stillWanted();
  }
  const began = model.clock();
  const { rows, prompt } = await tokenizeInputs(model, texts, options, stillWanted);
  const tokenized = model.clock();
  return {
    layer,
    dimension,
    rows,
    async compute(work) {
      const space = await model.spaceOf(layer);
      let firstRun: number | undefined;
      const runs = (): void => void (firstRun ??= model.clock());
      const provider =
        rows.length === 0 ? null : await model.engine.compute({ layer, rows, lane, signal, deadline, started, runs, ...work });
      return () => {
        const done = model.clock();
        const ran = firstRun ?? done;
        return {
          layer,
          dimension,
          space,
          provider,
          prompt,
          tokens: rows.map(({ ids }) => ids.length),
          truncated: rows.map((row) => row.truncated),
          timings: { tokenizing: tokenized - began, waiting: ran - tokenized, running: done - ran },
          milliseconds: done - started,
        };
      };
    },
  };
}

const lanes: readonly (string | undefined)[] = ["interactive", "bulk", undefined] satisfies (Lane | undefined)[];

function checkUrgency(lane: Lane | undefined, deadline: number | undefined): void {
  if (!lanes.includes(lane)) {
    throw invalidArgument("lane", lane, `"interactive" or "bulk"`);
  }
  if (deadline === undefined || (typeof deadline === "number" && deadline > 0)) return;
  throw invalidArgument("deadline", deadline, "milliseconds from the call, more than 0");
}
