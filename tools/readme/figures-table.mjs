/**
 * The part of a file of the bench's results that the table is made of; apps/bench/src/results has all of it.
 * @typedef {{ median: number }} Figure
 * @typedef {{ queryLayer: number, storedLayer: number, dimension: number, stored: string, quality: number }} QualityCell
 * @typedef {{
 *   name: string, layers: number[], width: number,
 *   latency: { layer: number, tokens: number, provider: string, milliseconds: Figure }[],
 *   resources: { layer: number, memory?: { privateMegabytes: number }, diskBytes: number }[],
 *   throughput: { layer: number, tokens: number, batch: number, provider: string, tokensPerSecond: number }[],
 *   quality: { name: string, what: string, cells: QualityCell[] }[],
 * }} Model
 * @typedef {{
 *   format: string, machine: { processor: string, cores: number, node: string, onnxRuntime: string },
 *   settings: { threads: number }, models: Model[],
 * }} Results
 */

const lengths = [16, 128, 256];
const narrow = 128;
/** Tokens of the texts whose throughput is shown. */
const many = 128;

/**
 * The README's table of a model, the first of a file of results: a row an exit. A column of which nothing was measured is left out.
 * @param {Results} results
 * @returns {string} Markdown as oxfmt would have it, without a line feed at its end
 */
export function figuresTable({ format, machine, settings, models }) {
  const [model] = models;
  if (!/^nestvec-bench\/1$/.test(format) || model === undefined)
    throw new Error("It must be a file that the bench wrote, with a model in it.");
  const measure = model.quality.find(({ name }) => name === "stsb_test_spearman") ?? model.quality[0];
  const columns = [...latencyColumns(model), ...throughputColumns(model), ...qualityColumns(model, measure), ...resourceColumns(model)];
  const shown = columns.filter(({ cell }) => model.layers.some((layer) => cell(layer) !== ""));
  const rows = model.layers.map((layer) => [String(layer), ...shown.map(({ cell }) => cell(layer))]);
  const { processor, cores, node, onnxRuntime } = machine;
  const threads = `${settings.threads} ${settings.threads === 1 ? "thread" : "threads"}`;
  const where = `${model.name} on ${processor}, ${cores} cores, ${threads}, Node ${node}, onnxruntime-node ${onnxRuntime}.`;
  const quality =
    measure === undefined ? "" : ` Quality: the table \`${measure.name}\` of quality.json. ${measure.what.replace(/\.$/, "")}.`;
  return `${table(["layer", ...shown.map(({ title }) => title)], rows)}\n\n${where}${quality}`;
}

/** @typedef {{ title: string, cell: (layer: number) => string }} Column */

/**
 * @param {Model} model
 * @returns {Column[]}
 */
function latencyColumns({ latency }) {
  return lengths.map((tokens) => ({
    title: `ms, ${tokens} tokens`,
    cell: (layer) =>
      short(latency.find((row) => row.layer === layer && row.tokens === tokens && row.provider === "cpu")?.milliseconds.median),
  }));
}

/**
 * @param {Model} model
 * @returns {Column[]}
 */
function throughputColumns({ throughput }) {
  const find = (/** @type {number} */ layer) =>
    throughput.find((row) => row.layer === layer && row.tokens === many && row.provider === "cpu");
  const texts = (/** @type {{ tokensPerSecond: number } | undefined} */ row) =>
    row === undefined ? undefined : row.tokensPerSecond / many;
  return [{ title: `texts/s, ${many} tokens × ${throughput[0]?.batch ?? ""}`, cell: (layer) => short(texts(find(layer))) }];
}

/**
 * @param {Model} model
 * @param {Model["quality"][number] | undefined} measure
 * @returns {Column[]}
 */
function qualityColumns({ width }, measure) {
  const dimensions = width > narrow ? [width, narrow] : [width];
  return dimensions.map((dimension) => ({
    title: `quality at ${dimension}`,
    cell: (layer) => {
      const found = measure?.cells.find(
        (cell) => cell.queryLayer === layer && cell.storedLayer === layer && cell.dimension === dimension && cell.stored === "float32",
      );
      return found === undefined ? "" : found.quality.toFixed(1);
    },
  }));
}

/**
 * @param {Model} model
 * @returns {Column[]}
 */
function resourceColumns({ resources }) {
  const find = (/** @type {number} */ layer) => resources.find((row) => row.layer === layer);
  const bytes = (/** @type {number} */ layer) => find(layer)?.diskBytes;
  return [
    { title: "MB on disk", cell: (layer) => ((found) => (found === undefined ? "" : (found / 1e6).toFixed(1)))(bytes(layer)) },
    {
      title: "private MB",
      cell: (layer) => ((found) => (found === undefined ? "" : found.toFixed(0)))(find(layer)?.memory?.privateMegabytes),
    },
  ];
}

/**
 * Three digits, or all before the point.
 * @param {number | undefined} value
 */
function short(value) {
  if (value === undefined) return "";
  return value.toLocaleString("en-US", {
    minimumSignificantDigits: 3,
    maximumSignificantDigits: Math.max(3, String(Math.trunc(value)).length),
  });
}

/**
 * @param {string[]} heading
 * @param {string[][]} rows
 */
function table(heading, rows) {
  const widths = heading.map((title, place) => Math.max(3, title.length, ...rows.map((row) => row[place]?.length ?? 0)));
  const line = (/** @type {string[]} */ cells) => `| ${cells.map((cell, place) => cell.padStart(widths[place] ?? 0)).join(" | ")} |`;
  return [line(heading), `| ${widths.map((width) => `${"-".repeat(width - 1)}:`).join(" | ")} |`, ...rows.map(line)].join("\n");
}
