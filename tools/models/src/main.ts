// The table of docs/models.md: prints each row that is not right, and, with --write, writes the table.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { pageWithMatrix } from "./matrix-page.ts";
import { isRight } from "./measure-row.ts";
import { measureRows } from "./measure-rows.ts";

const words = process.argv.slice(2);
const part = words.find((word) => !word.startsWith("--"));
const results = await measureRows(fileURLToPath(new URL("../made", import.meta.url)), part);
for (const result of results.filter((candidate) => !isRight(candidate))) {
  const { row, refused, differences } = result;
  console.log(`${row.id}: ${refused === undefined ? "" : `${refused.code}: ${refused.message}`}`);
  for (const difference of differences) console.log(`  ${difference.slice(0, 300)}`);
}
console.log(`${results.filter(isRight).length} of ${results.length} rows are right.`);
if (words.includes("--write") && part === undefined) {
  const page = new URL("../../../docs/models.md", import.meta.url);
  writeFileSync(page, pageWithMatrix(readFileSync(page, "utf8"), results));
}
