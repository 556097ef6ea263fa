import type { ErrorDetails } from "./error-details.ts";

const list = (values: readonly (string | number)[]): string => (values.length === 0 ? "none" : values.join(", "));
/** The first of many: a folder may hold thousands. */
const some = (values: readonly string[]): string =>
  values.length > 20 ? `${list(values.slice(0, 20))} and ${values.length - 20} more` : list(values);
const count = (value: number): string => value.toLocaleString("en-US");
const megabytes = (bytes: number): string => count(Math.ceil(bytes / 1e6));

/** The only map from code to message. Each message says what is wrong and what would be right. */
export const sentences: { readonly [Code in keyof ErrorDetails]: (details: ErrorDetails[Code]) => string } = {
  CONFIG_INVALID: (d) => `${d.file}: ${d.key === "" ? "the file" : `"${d.key}"`} is ${d.found}; it must be ${d.expected}.`,
  MODEL_NOT_FOUND: (d) => {
    if (d.hub !== undefined)
      return `${d.hub} has no ONNX graphs in "${d.model}": looked for ${list(d.looked)} and other graphs. Pull a repository that has some, or export the model: optimum-cli export onnx --model ${d.model} NEW-FOLDER.`;
    if (d.pull !== undefined)
      return `No model "${d.model}" on this machine: looked for ${list(d.looked)}. Download it with ${d.pull}, or load it with pull: true (--pull on the command line).`;
    if (d.noFolder !== undefined)
      return `No model at "${d.model}": there is no folder ${d.noFolder}. Give the folder of a model, or the name of a repository of the Hugging Face hub, ORG/NAME.`;
    if (d.models !== undefined) return `No model at "${d.model}": models are in the folders ${some(d.models)} in it. Give one of these.`;
    if (d.weights !== undefined)
      return `No model at "${d.model}": "${d.weights}" holds weights, and no ONNX graph is there. Put the repository's onnx/ folder there, if it has one, or make graphs: ${d.weights.includes(".safetensors") ? `nestvec compile ${d.model} --out NEW-FOLDER, or ` : ""}optimum-cli export onnx --model ${d.model} NEW-FOLDER.`;
    return `No model at "${d.model}": looked for ${list(d.looked)} and other graphs. Give the folder that holds one of these; in a browser, a model of the hub has the address https://huggingface.co/ORG/NAME/resolve/main/.`;
  },
  GRAPH_UNAVAILABLE: (d) =>
    d.asked === undefined
      ? `The model at "${d.model}" has several graphs, and none is called model.onnx: ${some(d.available)}. Choose one with the option dtype, such as "q8", or file, its name.`
      : `The model at "${d.model}" has no graph for ${d.asked}; ${d.available.length === 0 ? "none of the names that are known is there either" : `it has ${some(d.available)}`}. Choose another dtype or file, or download that graph.`,
  FILE_MISSING: (d) =>
    `The file "${d.file}" is missing in ${d.where}${d.neededBy === undefined ? "" : `; ${d.neededBy} needs it`}. Put it there, or download the model again.`,
  FILE_TRUNCATED: (d) =>
    `The file "${d.file}" has ${count(d.bytes)} bytes, but ${d.neededBy} needs ${count(d.needed)}. It is incomplete: download it again.`,
  FILE_DIGEST_MISMATCH: (d) =>
    `The file "${d.file}" is not the one that ${d.listedBy ?? "the manifest"} lists: its digest begins with ${d.found.slice(0, 12)}, not ${d.expected.slice(0, 12)}. Download it again.${d.listedBy === undefined ? " If that does not help, publish a manifest that matches the file." : ""}`,
  FILE_NOT_READABLE: (d) => `The file "${d.file}" cannot be read: ${d.problem}.`,
  FILE_NOT_WRITABLE: (d) => `The file "${d.file}" cannot be written: ${d.problem}.`,
  DISK_FULL: (d) =>
    `The folder ${d.folder} has ${megabytes(d.free)} MB free, but ${megabytes(d.needed)} MB are to be downloaded. Free some, or choose a folder on another disk.`,
  HUB_REFUSED: (d) => `${d.hub} does not give "${d.repository}": ${d.problem}. ${d.remedy}.`,
  HUB_UNREACHABLE: (d) =>
    `${d.hub} cannot be asked now: ${d.problem}. Try again${d.retryAfterMilliseconds === undefined ? " when it can" : ` in ${count(Math.ceil(d.retryAfterMilliseconds / 1000))} s`}; a model that was downloaded before is found without it.`,
  HUB_ANSWER_INVALID: (d) =>
    `What ${d.hub} says of "${d.repository}" cannot be used: ${d.problem}. Check HF_ENDPOINT, and do not use what this repository has.`,
  LOCK_MISMATCH: (d) =>
    `${d.lockFile} does not allow this download of "${d.repository}": ${d.problem}. Pull it again without frozen, look at what has changed, and keep the lock file.`,
  FILE_NOT_UTF8: (d) => `The file "${d.file}" is not UTF-8 text at line ${count(d.line)}. Convert it to UTF-8 first.`,
  LINE_INVALID: (d) => `The file "${d.file}", line ${count(d.line)}: found ${d.found}; it must be ${d.expected}.`,
  GRAPH_INVALID: (d) => `The graph "${d.graph}" cannot be used: ${d.problem}.`,
  MODEL_NOT_QUANTIZABLE: (d) =>
    `No int8 form of "${d.model}" is near enough to float32: the nearest one has a least cosine of ${d.reached.toFixed(5)} and a mean of ${d.mean.toFixed(5)}, where ${d.minCosine} was asked for, with room for other texts. The farthest off is ${d.product}, alone ${d.alone.toFixed(5)}. Lower the bound, give texts of your own, or take the model in float32.`,
  GRAPH_INPUT_UNKNOWN: (d) => `The graph "${d.graph}" needs the input "${d.input}"; supported are ${list(d.known)}.`,
  GRAPH_OUTPUT_UNKNOWN: (d) =>
    `The graph "${d.graph}" has the outputs ${list(d.outputs)}; supported are ${list(d.known)}, a single output of any other name that can be vectors, or the one named by "output" in model_config.json.`,
  OUTPUT_UNEXPECTED: (d) => `The graph "${d.graph}" gave "${d.output}" as ${d.found}; it must be ${d.expected}.`,
  OUTPUT_NOT_FINITE: (d) =>
    `The graph "${d.graph}" (layer ${d.layer}) gave NaN or infinity for text ${d.text}. The weights are damaged, or the execution provider computes wrong results.`,
  VECTOR_WITHOUT_DIRECTION: (d) =>
    `The first ${d.dimension} numbers of the vector of text ${d.text} are all 0, so it cannot be scaled to length 1. The tokens of the text have no weight in a static model, the graph does not match the model, or the execution provider computes wrong results; normalize: false returns the vector unchanged.`,
  LAYER_UNAVAILABLE: (d) =>
    `The model has no layer ${d.layer}; it has layers ${list(d.available)}.${d.missing.length === 0 ? "" : ` Listed in its files but not present: ${list(d.missing)}.`}`,
  DIMENSION_UNAVAILABLE: (d) =>
    `The model has no dimension ${d.dimension}; ${d.available === undefined ? `any whole number from 1 to ${d.width} is possible` : `it has dimensions ${list(d.available)}`}.`,
  POOLING_UNKNOWN: (d) =>
    `The files of "${d.model}" do not say how token vectors are pooled: looked for ${list(d.looked)}. Pass pooling: ${d.known.map((name) => `"${name}"`).join(" or ")}, as its model card says.`,
  TOKEN_VECTORS_UNAVAILABLE: (d) =>
    `The graph "${d.graph}" pools inside: it has the outputs ${list(d.outputs)} and no token vectors. Export it with the output last_hidden_state.`,
  MODULE_UNSUPPORTED: (d) =>
    `${d.file}: the module "${d.module}" is not supported, and vectors without it would be wrong; supported are ${list(d.supported)}. Export the model with this step inside the graph, and write "pooling": "in_graph" into its onnx/model_config.json.`,
  TOKENIZER_UNUSABLE: (d) => `The tokenizer "${d.file}" cannot be used: ${d.problem}.`,
  PROMPT_UNKNOWN: (d) => `The model has no prompt "${d.prompt}"; it has ${list(d.available)}.`,
  TEXT_TOO_LONG: (d) =>
    `Text ${d.text} has ${count(d.tokens)} tokens${d.ofCharacters === undefined ? "" : ` in its first ${count(d.ofCharacters)} characters alone`}; the limit is ${count(d.limit)}. Shorten it, or pass truncate: "end" or "start".`,
  TEXT_OVER_BUDGET: (d) =>
    `Text ${d.text} has ${count(d.tokens)} tokens and would need ${count(d.needed)} ${d.budget}; the budget is ${count(d.limit)}. Pass a lower maxTokens to truncate it, or raise schedule.${{ tokens: "textTokens", "attention scores": "attentionScores", "bytes for all token vectors": "tokenVectorBytes" }[d.budget]} if memory allows.`,
  TOKEN_OUT_OF_RANGE: (d) =>
    `Text ${d.text} has the token id ${d.id} at position ${d.position}; ids are whole numbers from 0 to ${d.vocabularySize - 1}.`,
  ARGUMENT_INVALID: (d) => `"${d.argument}" is ${d.found}; it must be ${d.expected}.`,
  SHAPE_MISMATCH: (d) => `${d.what} has ${d.found}; it must have ${d.expected}.`,
  SPACE_MISMATCH: (d) =>
    `Vectors of the space "${d.left}" cannot be compared with vectors of "${d.right}"${d.isCompatible === true ? " unless allowCompatible is true: the model in int8 is near enough to the one in float32" : ""}. Embed both with the same model, and with the same layer if its exits do not share a space.`,
  PROVIDER_UNAVAILABLE: (d) =>
    `No execution provider could start: ${d.tried.map((attempt) => `${attempt.provider} (${attempt.reason})`).join("; ")}.`,
  MEMORY_EXCEEDED: (d) =>
    `The graph "${d.graph}" needs about ${count(Math.ceil(d.needed / 1e6))} MB of memory; the limit is ${count(Math.floor(d.limit / 1e6))} MB, of which open graphs use ${count(Math.ceil(d.inUse / 1e6))} MB. Use a shallower layer, or a model with smaller weights.`,
  SESSION_FAILED: (d) => `ONNX Runtime could not ${d.step} the graph "${d.graph}": ${d.problem}.`,
  PLATFORM_UNSUPPORTED: (d) => `ONNX Runtime does not run on ${d.platform}: ${d.problem}.`,
  PACKAGE_MISSING: (d) => `${d.neededBy} needs the package ${d.package}, which is not installed. Add it: ${d.commands.join(", or ")}.`,
  QUALITY_TABLE_MISSING: (d) =>
    d.available.length > 0
      ? `${d.file} of "${d.model}" has no table "${d.table ?? ""}"; it has ${list(d.available)}.`
      : `"${d.model}" has no ${d.file}, so the quality of its cuts is unknown. Measure it on your own pairs and write {"NAME": {"LAYER": {"DIMENSION": NUMBER}}} to ${d.file} beside the model.`,
  PLAN_IMPOSSIBLE: (d) => `No cut gives ${d.wanted}; ${d.best}.`,
  OVERLOADED: (d) =>
    "limit" in d
      ? `The queue is full: it holds ${count(d.waitingTexts)} texts with ${count(d.waitingTokens)} tokens; the limit is ${count(d.limit.texts)} texts with ${count(d.limit.tokens)} tokens. Try again in ${count(d.retryAfterMilliseconds)} ms.`
      : `The ${count(d.waitingTexts)} texts with ${count(d.waitingTokens)} tokens in the queue will take about ${count(d.expectedMilliseconds)} ms, over half of the deadline of ${count(d.deadlineMilliseconds)} ms. Try again in ${count(d.retryAfterMilliseconds)} ms, or allow more time.`,
  DEADLINE_EXCEEDED: (d) =>
    `The ${d.what} was not done within its deadline of ${count(d.deadlineMilliseconds)} ms (texts left: ${count(d.unfinishedTexts)}). Allow more time, or send fewer texts.`,
  ABORTED: (d) => `The ${d.what} was aborted by its signal.`,
  WORKER_DIED: (d) => `The ${d.worker} died (${d.reason}). ${afterDeath(d)}.`,
  DISPOSED: (d) => `The ${d.what} was disposed and cannot be used any more.`,
};

function afterDeath({ isReplaced, retryAfterMilliseconds: wait }: ErrorDetails["WORKER_DIED"]): string {
  if (wait !== undefined) return `No other is started for ${count(Math.ceil(wait / 1000))} s: call again after that`;
  return isReplaced === true ? "Another replaces it: call again" : "Load the model again";
}
