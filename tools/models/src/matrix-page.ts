import { isRight, leastCosine, type RowResult } from "./measure-row.ts";

const begin = "<!-- matrix -->";
const end = "<!-- /matrix -->";

/** The page with its table made anew of the rows' results. @throws Error where the page has no marks */
export function pageWithMatrix(page: string, results: readonly RowResult[]): string {
  const [start, stop] = [page.indexOf(begin), page.indexOf(end)];
  if (start < 0 || stop < start) throw new Error(`The page has no ${begin} with ${end} after it.`);
  return `${page.slice(0, start + begin.length)}\n\n${matrix(results)}\n\n${page.slice(stop)}`;
}

const heads = ["repository", "family", "layout", "options", "graph", "pooling", "prompts", "dimensions", "result"];

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

function matrix(results: readonly RowResult[]): string {
  const lines = results.map((result) => [
    result.row.source.startsWith("https://huggingface.co/") && !result.row.repository.includes(" ")
      ? `[${result.row.repository}](${result.row.source})`
      : `${result.row.repository} ([source](${result.row.source}))`,
    result.row.family,
    result.row.layout,
    Object.entries(result.row.options)
      .map(([name, value]) => `\`${name}: ${JSON.stringify(value)}\``)
      .join(", "),
    result.model?.graph ?? "",
    result.model === undefined || result.row.refused !== "" ? "" : (result.model.pooling ?? "in the graph"),
    (result.model?.prompts ?? []).join(", "),
    result.row.dimensions,
    outcome(result),
  ]);
  return [row(heads), row(heads.map(() => "---")), ...lines.map(row)].join("\n");
}

function outcome(result: RowResult): string {
  const { row: described, refused } = result;
  const notes = [described.note, described.standsIn === "" ? "" : `the graph is ${described.standsIn}`].filter((note) => note !== "");
  const rest = notes.length === 0 ? "" : ` (${notes.join("; ")})`;
  if (!isRight(result)) return `wrong${rest}`;
  return refused === undefined ? `cosine ≥ ${leastCosine} and equal ids${rest}` : `refused: ${refused.message}${rest}`;
}
