import { NestvecError } from "../errors/nestvec-error.ts";
import { invalidArgument } from "../errors/arguments.ts";
import type { Pooling } from "../model/settings/pooling.ts";

/** The inputs to the choice of a graph's output. */
export interface OutputChoice {
  /** The output that the model's files name. */
  readonly stated?: string | undefined;
  /** The pooling that the model's files state, so that hidden states go before what the graph pools. */
  readonly pooling?: Pooling | undefined;
  /** Whether the caller requested that pooling, which excludes pooled outputs. */
  readonly isAsked?: boolean;
}

/** An output that can be read. `isPooled`: `[rows, width]`; a graph may leave its shape open, and then the first run shows it. */
export interface ChosenOutput {
  readonly output: string;
  /** The output of `[rows, tokens, width]`, where the graph is not known to have none. */
  readonly tokenOutput: string | undefined;
  readonly isPooled: boolean;
}

/** An output as a graph declares it. A dimension that is no number is free. */
export interface DeclaredOutput {
  readonly name: string;
  readonly type: string | undefined;
  readonly shape: readonly unknown[] | undefined;
}

/**
 * Outputs that a vector can be made of, the best first. `text_embeds` is the projection into the space of texts and images, as CLIP has it; BERT's
 * `pooler_output` is a trained classifier's, so it comes last.
 */
export const knownOutputs = [
  "sentence_embedding",
  "text_embeds",
  "last_hidden_state",
  "embeddings",
  "token_embeddings",
  "pooler_output",
] as const;

/** What is no vector of a text, although it may look like one: numbers by label or by word, and what a decoder keeps for later tokens. */
const noVectors = /logits|probabilit|^(?:labels?|scores?|loss)$|^present/;

const hiddenOutputs: readonly string[] = ["last_hidden_state", "token_embeddings", "embeddings"];

/**
 * Chooses the output of a graph to read: the one that the model's files name, else hidden states where a pooling is stated, as Sentence
 * Transformers does, else the best known, else the only one that can be vectors, whatever its name.
 * @throws NestvecError GRAPH_OUTPUT_UNKNOWN, and ARGUMENT_INVALID if the caller requested a pooling and the graph has no hidden states
 */
export function chooseOutput(
  outputs: readonly DeclaredOutput[],
  graph: string,
  { stated, pooling, isAsked = false }: OutputChoice,
): ChosenOutput {
  const names = outputs.map(({ name }) => name);
  const isPooled = (name: string): boolean => outputs.find((output) => output.name === name)?.shape?.length === 2;
  const wanted = stated === undefined ? knownOutputs : [stated];
  const isHiddenWanted = isAsked || (pooling !== undefined && stated === undefined);
  const best = wanted.find((name) => names.includes(name)) ?? (stated === undefined ? onlyVectors(outputs, isHiddenWanted) : undefined);
  if (best === undefined) throw new NestvecError("GRAPH_OUTPUT_UNKNOWN", { graph, outputs: names, known: wanted });
  const tokenOutput = [best, ...hiddenOutputs].find((name) => names.includes(name) && !isPooled(name));
  const output = isHiddenWanted ? (tokenOutput ?? best) : best;
  if (isAsked && isPooled(output)) throw poolingUnheard(graph, output, pooling);
  return { output, tokenOutput, isPooled: isPooled(output) };
}

/**
 * The only output that can be vectors: of floating-point numbers, or where there is none of 8 bits. Beside an output that is pooled already, hidden
 * states are the only ones where the caller or the files say how to pool.
 */
function onlyVectors(outputs: readonly DeclaredOutput[], isHiddenWanted: boolean): string | undefined {
  const shaped = outputs.filter(({ name, shape }) => !noVectors.test(name) && (shape === undefined || [0, 2, 3].includes(shape.length)));
  const ofTypes = (...types: readonly string[]): readonly DeclaredOutput[] =>
    shaped.filter(({ type }) => type !== undefined && types.includes(type));
  const floats = ofTypes("float32", "float16");
  const all = floats.length > 0 ? floats : ofTypes("int8", "uint8");
  const hidden = isHiddenWanted ? all.filter(({ shape }) => shape?.length === 3) : [];
  const [first, ...others] = hidden.length > 0 ? hidden : all;
  return others.length === 0 ? first?.name : undefined;
}

/** The error for a requested pooling on a graph that pools inside. */
export const poolingUnheard = (graph: string, output: string, pooling: unknown): NestvecError =>
  invalidArgument(
    "pooling",
    pooling,
    `left out for this model: its graph "${graph}" gives "${output}", pooled already, and no hidden states`,
  );
