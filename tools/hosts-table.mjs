// Tries every host of docs/hosts.md with the packed packages and all laws, and writes its table: node tools/hosts-table.mjs [-t PART OF A NAME]
// Needs a build and the npm registry, and takes ten minutes or more. On a machine that does other work, times are longer.
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { runVitest } from "./run/vitest.mjs";
import { cache, root } from "./run/workspace.mjs";

process.env["NESTVEC_HOSTS_LAWS"] = "1";
const tally = { passed: 0, failed: 0, skipped: [] };
const { succeeded, output } = await runVitest(
  ["--config", join(root, "vitest.hosts.config.ts"), "tools/hosts/systems.hosts.test.ts", ...process.argv.slice(2)],
  tally,
);
if (!succeeded) {
  console.error(output);
  process.exit(1);
}
/** @type {{ host: string, installs: string, runs: string, laws: string, milliseconds?: number, megabytes?: number }[]} */
const rows = JSON.parse(readFileSync(join(cache, "hosts-table.json"), "utf8"));
const cells = rows.map(({ host, installs, runs, laws, milliseconds, megabytes }) => [
  host,
  installs,
  runs,
  laws,
  milliseconds === undefined ? "not tried" : (milliseconds / 1000).toFixed(1),
  megabytes === undefined ? "not tried" : String(megabytes),
]);
const head = ["host", "installs without flags", "runs on", "laws", "first vector, s", "MB"];
const lines = [head, head.map((_, column) => (column > 3 ? "---:" : "---")), ...cells].map((row) => `| ${row.join(" | ")} |`);
const machine = `${process.platform} ${process.arch}, ${availableParallelism()} cores of ${cpus()[0]?.model.trim() ?? "an unknown processor"}`;
const file = join(root, "docs/hosts.md");
const page = readFileSync(file, "utf8");
const made = `<!-- hosts -->\n\n${lines.join("\n")}\n\nMade by \`node tools/hosts-table.mjs\` on ${machine}.\n\n<!-- /hosts -->`;
writeFileSync(
  file,
  page.replace(/<!-- hosts -->[^]*<!-- \/hosts -->/, () => made),
);
