import { groupBy } from "../report/tables/group-by.ts";
import { tableText } from "../report/tables/markdown.ts";
import { printable } from "../report/tables/printable.ts";
import type { ComparedRow, NamedFigure, Verdict } from "./compared-row.ts";
import type { Comparison } from "./compare-results.ts";

/** A comparison as text for a terminal; it is Markdown, too. Ends with a line feed. */
export function comparisonText({ rows, onlyBefore, onlyAfter, warnings }: Comparison): string {
  const missing = [...missingLines("before", onlyBefore), ...missingLines("after", onlyAfter)];
  const blocks = [
    ...(warnings.length === 0 ? [] : ["# Not the same in both", warnings.map((warning) => `- ${warning}`).join("\n")]),
    ...(rows.length === 0 ? ["No figure is in both files."] : []),
    ...[...groupBy(rows, ({ model }) => model)].flatMap(([model, ofModel]) => [
      `# ${model === "" ? "The machine" : model}`,
      ...[...groupBy(ofModel, ({ part }) => part)].flatMap(([part, ofPart]) => partBlocks(part, ofPart)),
    ]),
    ...(missing.length === 0 ? [] : ["# Only in one", missing.join("\n")]),
  ];
  return printable(`${blocks.join("\n\n")}\n`);
}

function partBlocks(part: string, rows: readonly ComparedRow[]): string[] {
  // What is the same by design fills no screen.
  const shown = rows.filter(({ verdict }) => verdict !== "same");
  const unit = rows[0]?.unit ?? "";
  return [
    `## ${part}${unit === "" ? "" : `, ${unit}`}`,
    summary(rows),
    ...(shown.length === 0
      ? []
      : [
          tableText({
            columns: [{ title: part }, ...["before", "after", "ratio"].map((title) => ({ title, digits: 0 })), { title: "verdict" }],
            rows: shown.map(({ name, before, after, ratio, verdict }) => [
              name,
              figureText(before),
              figureText(after),
              ratio.toFixed(3),
              verdict,
            ]),
          }),
        ]),
  ];
}

/** Digits enough for a difference to be seen: `81.71`, `0.0312`, `16,713`. */
const figureText = (value: number): string =>
  value.toLocaleString("en-US", {
    minimumSignificantDigits: 4,
    maximumSignificantDigits: Math.max(4, String(Math.trunc(Math.abs(value))).length),
  });

/** `16 figures, 1.021 times as before in the geometric mean: 1 slower, 15 within the spread`. */
function summary(rows: readonly ComparedRow[]): string {
  const counted: readonly Verdict[] = ["slower", "faster", "within the spread", "one round", "differs", "same"];
  const counts = counted.flatMap((verdict) => {
    const count = rows.filter((row) => row.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict}`];
  });
  const ratios = rows.map(({ ratio }) => ratio).filter((ratio) => ratio > 0 && Number.isFinite(ratio));
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / Math.max(ratios.length, 1));
  return `${rows.length} ${rows.length === 1 ? "figure" : "figures"}, ${mean.toFixed(3)} times as before in the geometric mean: ${counts.join(", ")}`;
}

function missingLines(when: string, figures: readonly NamedFigure[]): string[] {
  return [...groupBy(figures, ({ model, part }) => [model, part].filter((word) => word !== "").join(", "))].map(
    ([place, members]) =>
      `- ${when}: ${place}, ${members.length} ${members.length === 1 ? "figure" : "figures"}, such as ${members[0]?.name}`,
  );
}
