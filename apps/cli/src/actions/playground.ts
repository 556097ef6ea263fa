import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { once } from "node:events";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { NestvecError } from "@nestvec/core";
import type { Context } from "../process/context.ts";
import { standardOutput } from "../output/standard-output.ts";
import { listen, type PlaygroundChoice } from "../playground/listen.ts";
import { pageServer } from "../playground/page-server.ts";
import { fromPackage } from "../process/optional-package.ts";

/**
 * Serves the page until it is interrupted.
 * @throws NestvecError PACKAGE_MISSING, ARGUMENT_INVALID where port or host cannot be had or the model is no folder, FILE_MISSING where the page was not built
 */
export async function playground(choice: PlaygroundChoice, { interruption }: Context): Promise<void> {
  const page = await fromPackage("@nestvec/playground", "nestvec playground", () => import.meta.resolve("@nestvec/playground/index.html"));
  const index = fileURLToPath(page);
  const folder = dirname(index);
  if (!existsSync(index)) throw new NestvecError("FILE_MISSING", { file: "index.html", where: folder, neededBy: "the playground" });
  const headers: Record<string, string> = JSON.parse(
    await readFile(fileURLToPath(import.meta.resolve("@nestvec/playground/headers.json")), "utf8"),
  );
  const { model } = choice;
  if (model !== undefined && !(await stat(model).catch(() => undefined))?.isDirectory()) {
    const expected = "a folder with a model's files, such as one that nestvec compile made";
    throw new NestvecError("ARGUMENT_INVALID", { argument: "--model", found: JSON.stringify(model), expected });
  }
  const server = pageServer(folder, headers, model);
  const url = await listen(server, choice);
  try {
    await standardOutput(interruption).write(`The playground is at ${url} (Ctrl-C ends it)\n`);
    if (!interruption.signal.aborted) await once(interruption.signal, "abort");
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
