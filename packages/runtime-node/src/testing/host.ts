import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

/** The built package, which a host of its own can load: Node 20 cannot run the sources. */
const built = new URL("../../dist/index.js", import.meta.url).href;

/** A program that loads the bundled model as `embedder`, has a deepest-exit call of many texts under way, and then does something. */
export const busyHost = (isolation: string, then: string, options = ""): string => `
  import { loadModel } from ${JSON.stringify(built)};
  const embedder = await loadModel("nestvec-mini", { isolation: ${JSON.stringify(isolation)} ${options} });
  const texts = Array.from({ length: 2000 }, (_, text) => "text " + text + " of many words".repeat(60));
  await embedder.embed(["open the exit"]);
  embedder.embed(texts).catch((error) => console.log(error.code));
  const runs = () => embedder.stats().then(({ runningTexts }) => runningTexts > 0, () => true);
  while (!(await runs())) await new Promise((resolve) => setTimeout(resolve, 5));
  // In a turn of its own, so that what it throws is uncaught.
  setTimeout(() => { ${then} });
`;

/** Runs a program in a Node process of its own. */
export function startHost(program: string): ChildProcess {
  expect(existsSync(fileURLToPath(built)), "the build, which these tests run: npm run build").toBe(true);
  return spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio: ["ignore", "pipe", "pipe"] });
}

/** How a program ended, and what it printed. */
export async function hostEnd(
  host: ChildProcess,
): Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string; problems: string }> {
  let output = "";
  let problems = "";
  host.stdout?.on("data", (text: Buffer) => (output += text.toString()));
  host.stderr?.on("data", (text: Buffer) => (problems += text.toString()));
  return new Promise((resolve) => host.on("close", (code, signal) => resolve({ code, signal, output, problems })));
}

/** The ids of the living children of a process, on Linux. */
export function childrenOf(id: number): readonly number[] {
  const list = readFileSync(`/proc/${id}/task/${id}/children`, "utf8");
  return list.split(" ").flatMap((child) => (child.trim() === "" ? [] : [Number(child)]));
}

/** Whether a process is there, zombies included. */
export const isThere = (id: number): boolean => existsSync(`/proc/${id}`);

/** Waits until something holds; the test's own timeout bounds it. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}
