import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import type { PullOptions } from "../pull/pull-options.ts";

/** The built package, which a process of its own can load: Node 20 cannot run the sources. */
const built = new URL("../../dist/index.js", import.meta.url).href;

/** How a download in a process of its own ended. */
export interface PullEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it printed: the result or the error as JSON, and a line for each first byte of a file before. */
  readonly lines: readonly string[];
  readonly problems: string;
}

/** Downloads in a process of its own. `uid`: as this user. */
export function startPull(model: string, options: PullOptions, { uid }: { readonly uid?: number | undefined } = {}): ChildProcess {
  expect(existsSync(fileURLToPath(built)), "the build, which these tests run: npm run build").toBe(true);
  const program = `
    import { pullModel } from ${JSON.stringify(built)};
    const onProgress = ({ file, fileBytes, from }) => fileBytes > 0 && from === "network" && console.log(file);
    try {
      const { downloadedBytes, folder } = await pullModel(${JSON.stringify(model)}, { ...${JSON.stringify(options)}, onProgress });
      console.log(JSON.stringify({ downloadedBytes, folder }));
    } catch ({ code, message }) {
      console.log(JSON.stringify({ code, message }));
    }
  `;
  const user = uid === undefined ? {} : { uid, gid: uid };
  return spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio: ["ignore", "pipe", "pipe"], ...user });
}

/** Waits for the end of a download. */
export async function pullEnd(child: ChildProcess): Promise<PullEnd> {
  let output = "";
  let problems = "";
  child.stdout?.on("data", (text: Buffer) => (output += text.toString()));
  child.stderr?.on("data", (text: Buffer) => (problems += text.toString()));
  return new Promise((resolve) =>
    child.on("close", (code, signal) => resolve({ code, signal, lines: output.split("\n").filter((line) => line !== ""), problems })),
  );
}

/** What a download printed last. */
export const resultOf = ({ lines, problems }: PullEnd): { downloadedBytes?: number; folder?: string; code?: string; message?: string } => {
  expect(problems).toBe("");
  return JSON.parse(lines.at(-1) ?? "null");
};
