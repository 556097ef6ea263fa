#!/usr/bin/env node
// The command of this package: `provider-cuda fetch` and `provider-cuda check`.
import { parseArgs } from "node:util";
import { fetchLibraries } from "./fetch-libraries.ts";
import { executionProvider } from "./module.ts";

const usage = `Usage: provider-cuda fetch [--from WHEEL-OR-FOLDER] [--to FOLDER] [--python PROGRAM]
       provider-cuda check

fetch  puts ONNX Runtime's CUDA libraries (272 MB) beside its own; pip downloads them, unless --from names them
check  says whether CUDA can run here, and what is missing
`;

async function main(): Promise<number> {
  const options = {
    from: { type: "string" },
    to: { type: "string" },
    python: { type: "string" },
    help: { type: "boolean", short: "h" },
  } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [command] = positionals;
  if (values.help === true || positionals.length !== 1 || (command !== "fetch" && command !== "check")) {
    (values.help === true ? process.stdout : process.stderr).write(usage);
    return values.help === true ? 0 : 2;
  }
  if (command === "fetch") {
    const { from, to, python } = values;
    process.stdout.write(`The libraries are in ${await fetchLibraries({ from, to, python })}.\n`);
  }
  const obstacle = await executionProvider.obstacle({});
  process.stdout.write(obstacle === undefined ? "CUDA works.\n" : `CUDA cannot run: ${obstacle}.\n`);
  return command === "check" && obstacle !== undefined ? 1 : 0;
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`provider-cuda: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
