import type { ErrorDetails } from "./error-details.ts";

const list = (values: readonly (string | number)[]): string => (values.length === 0 ? "none" : values.join(", "));
const count = (value: number): string => value.toLocaleString("en-US");

/** The one map from code to sentence. Each says what is wrong and what would be right. */
export const sentences: { readonly [Code in keyof ErrorDetails]: (details: ErrorDetails[Code]) => string } = {
  CONFIG_INVALID: (d) => `${d.file}: ${d.key === "" ? "the file" : `"${d.key}"`} is ${d.found}; it must be ${d.expected}.`,
  MODEL_NOT_FOUND: (d) =>
    d.noFolder === undefined
      ? `No model at "${d.model}": looked for ${list(d.looked)}. Give the folder that holds one of these; no model is fetched from a hub by its name.`
      : `No model at "${d.model}": there is no folder ${d.noFolder}, and nothing is downloaded. Download the model first, then give the folder that holds it.`,
  FILE_MISSING: (d) =>
    `The file "${d.file}" is missing in ${d.where}${d.neededBy === undefined ? "" : `; ${d.neededBy} needs it`}. Put it there, or download the model again.`,
  FILE_TRUNCATED: (d) =>
    `The file "${d.file}" has ${count(d.bytes)} bytes, but ${d.neededBy} needs ${count(d.needed)}. Download it again; it was cut short.`,
  FILE_DIGEST_MISMATCH: (d) =>
    `The file "${d.file}" is not the one that the manifest lists: its sha256 begins with ${d.found.slice(0, 12)}, not ${d.expected.slice(0, 12)}. Download it again; where it stays so, publish a manifest that fits.`,
  FILE_NOT_READABLE: (d) => `The file "${d.file}" cannot be read: ${d.problem}.`,
  FILE_NOT_WRITABLE: (d) => `The file "${d.file}" cannot be written: ${d.problem}.`,
  FILE_NOT_UTF8: (d) => `The file "${d.file}" is not UTF-8 text at line ${count(d.line)}. Convert it to UTF-8 first.`,
  LINE_INVALID: (d) => `The file "${d.file}", line ${count(d.line)}: found ${d.found}; it must be ${d.expected}.`,
  GRAPH_INVALID: (d) => `The graph "${d.graph}" cannot be used: ${d.problem}.`,
  GRAPH_INPUT_UNKNOWN: (d) => `The graph "${d.graph}" asks for the input "${d.input}"; only ${list(d.known)} can be fed.`,
  GRAPH_OUTPUT_UNKNOWN: (d) =>
    `The graph "${d.graph}" gives ${list(d.outputs)}; a vector can be made of one of ${list(d.known)}, or of the output named by "output" in model_config.json.`,
  OUTPUT_UNEXPECTED: (d) => `The graph "${d.graph}" gave "${d.output}" as ${d.found}; it must be ${d.expected}.`,
  OUTPUT_NOT_FINITE: (d) =>
    `The graph "${d.graph}" (layer ${d.layer}) gave a number that is not finite for text ${d.text}. The weights are damaged, or the graph does not fit this provider.`,
  VECTOR_WITHOUT_DIRECTION: (d) =>
    `The first ${d.dimension} numbers of the vector of text ${d.text} are all 0, so it has no direction and cannot be scaled to length 1. The graph does not fit the model, or this provider; normalize: false gives the vector as it is.`,
  LAYER_UNAVAILABLE: (d) =>
    `The model has no layer ${d.layer}; it has layers ${list(d.available)}.${d.missing.length === 0 ? "" : ` Listed in its files but not present: ${list(d.missing)}.`}`,
  DIMENSION_UNAVAILABLE: (d) =>
    `The model has no dimension ${d.dimension}; ${d.available === undefined ? `any whole number from 1 to ${d.width} can be asked for` : `it has dimensions ${list(d.available)}`}.`,
  POOLING_UNKNOWN: (d) =>
    `The files of "${d.model}" do not say how token vectors are pooled: looked for ${list(d.looked)}. Pass pooling: ${d.known.map((name) => `"${name}"`).join(" or ")}, as its model card says.`,
  TOKEN_VECTORS_UNAVAILABLE: (d) =>
    `The graph "${d.graph}" pools inside: it gives ${list(d.outputs)}, and no vectors of single tokens. Export it with the output last_hidden_state.`,
  MODULE_UNSUPPORTED: (d) =>
    `${d.file}: the module "${d.module}" is not applied here, so vectors would be wrong; supported are ${list(d.supported)}. Export the model with it inside the graph, and write "pooling": "in_graph" into its onnx/model_config.json.`,
  TOKENIZER_UNUSABLE: (d) => `The tokenizer "${d.file}" cannot be used: ${d.problem}.`,
  PROMPT_UNKNOWN: (d) => `The model has no prompt "${d.prompt}"; it has ${list(d.available)}.`,
  TEXT_TOO_LONG: (d) =>
    `Text ${d.text} has ${count(d.tokens)} tokens${d.ofCharacters === undefined ? "" : ` in its first ${count(d.ofCharacters)} characters alone`}; the limit is ${count(d.limit)}. Shorten it, or pass truncate: "end" or "start" to have it cut.`,
  TEXT_OVER_BUDGET: (d) =>
    `Text ${d.text} has ${count(d.tokens)} tokens and would need ${count(d.needed)} ${d.budget}; the budget is ${count(d.limit)}. Pass a lower maxTokens to have it cut, or raise schedule.${{ tokens: "textTokens", "attention scores": "attentionScores", "bytes for all token vectors": "tokenVectorBytes" }[d.budget]} if memory allows.`,
  TOKEN_OUT_OF_RANGE: (d) =>
    `Text ${d.text} has the token id ${d.id} at position ${d.position}; ids are whole numbers from 0 to ${d.vocabularySize - 1}.`,
  ARGUMENT_INVALID: (d) => `"${d.argument}" is ${d.found}; it must be ${d.expected}.`,
  SHAPE_MISMATCH: (d) => `${d.what} has ${d.found}; it must have ${d.expected}.`,
  SPACE_MISMATCH: (d) =>
    `Vectors of the space "${d.left}" cannot be compared with vectors of "${d.right}". Embed both with the same model, and with the same layer where its exits do not share a space.`,
  PROVIDER_UNAVAILABLE: (d) =>
    `No execution provider could start: ${d.tried.map((attempt) => `${attempt.provider} (${attempt.reason})`).join("; ")}.`,
  MEMORY_EXCEEDED: (d) =>
    `The graph "${d.graph}" would need about ${count(Math.ceil(d.needed / 1e6))} MB of memory; of ${count(Math.floor(d.limit / 1e6))} MB that there can be, open graphs use ${count(Math.ceil(d.inUse / 1e6))}. Use a shallower layer, or a model with smaller weights.`,
  SESSION_FAILED: (d) => `ONNX Runtime could not ${d.step} the graph "${d.graph}": ${d.problem}.`,
  PLATFORM_UNSUPPORTED: (d) => `ONNX Runtime does not run on ${d.platform}: ${d.problem}.`,
  PACKAGE_MISSING: (d) => `${d.neededBy} needs the package ${d.package}, which is not installed. Add it: ${d.commands.join(", or ")}.`,
  QUALITY_TABLE_MISSING: (d) =>
    d.available.length > 0
      ? `${d.file} of "${d.model}" has no table "${d.table ?? ""}"; it has ${list(d.available)}.`
      : `"${d.model}" has no ${d.file}, so nothing is known of its quality by cut. Measure it on pairs of your own and write {"NAME": {"LAYER": {"DIMENSION": NUMBER}}} to ${d.file} beside the model.`,
  PLAN_IMPOSSIBLE: (d) => `No cut gives ${d.wanted}; ${d.best}.`,
  OVERLOADED: (d) =>
    "limit" in d
      ? `The queue is full: ${count(d.waitingTexts)} texts of ${count(d.waitingTokens)} tokens wait, and ${count(d.limit.texts)} texts of ${count(d.limit.tokens)} tokens may. Try again in ${count(d.retryAfterMilliseconds)} ms.`
      : `The ${count(d.waitingTexts)} texts of ${count(d.waitingTokens)} tokens that wait will take about ${count(d.expectedMilliseconds)} ms, over half of the deadline of ${count(d.deadlineMilliseconds)} ms. Try again in ${count(d.retryAfterMilliseconds)} ms, or allow more time.`,
  DEADLINE_EXCEEDED: (d) =>
    `The ${d.what} was not done within its deadline of ${count(d.deadlineMilliseconds)} ms (texts left: ${count(d.unfinishedTexts)}). Allow more time, or send fewer texts.`,
  ABORTED: (d) => `The ${d.what} was aborted by its signal.`,
  WORKER_DIED: (d) => `The ${d.worker} that embeds died (${d.reason}). ${afterDeath(d)}.`,
  DISPOSED: (d) => `The ${d.what} was disposed and cannot be used any more.`,
};

function afterDeath({ isReplaced, retryAfterMilliseconds: wait }: ErrorDetails["WORKER_DIED"]): string {
  if (wait !== undefined) return `None is started in its place for ${count(Math.ceil(wait / 1000))} s: call again after that`;
  return isReplaced === true ? "Another takes its place: call again" : "Load the model again";
}
