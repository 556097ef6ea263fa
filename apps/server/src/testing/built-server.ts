import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const main = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

/** The built command in a process of its own. */
export interface BuiltServer {
  readonly child: ChildProcess;
  readonly url: string;
  readonly metricsUrl: string;
  /** Standard output and error so far. */
  readonly output: () => string;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** Starts the built command with flags. @throws TypeError where it was not built */
export function startBuilt(
  flags: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Omit<BuiltServer, "url" | "metricsUrl"> {
  if (!existsSync(main)) throw new TypeError(`These tests run the built server, and there is none at ${main}: run "npm run build" first.`);
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, [main, ...flags], { env: { PATH, ...environment }, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data: Buffer) => (output += data.toString()));
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.on("close", (code, signal) => resolve({ code, signal })),
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  return { child, output: () => output, ended };
}

/** Starts the built command on free ports, and waits until it is ready. */
export async function builtServer(flags: readonly string[] = [], environment: Readonly<Record<string, string>> = {}): Promise<BuiltServer> {
  const started = startBuilt(["--port", "0", "--prometheus-port", "0", "--threads", "1", "--layers", "2,6", ...flags], environment);
  await until(() => started.output().includes(`"listening"`));
  const line = started
    .output()
    .split("\n")
    .find((text) => text.includes(`"listening"`));
  const { url, metrics } = JSON.parse(line ?? "{}") as { readonly url: string; readonly metrics: string };
  await until(async () => (await fetch(`${url}/readyz`)).status === 200);
  return { ...started, url, metricsUrl: metrics };
}

/** The ids of the living children of a process, on Linux. */
export function childrenOf(id: number | undefined): readonly number[] {
  const list = readFileSync(`/proc/${id}/task/${id}/children`, "utf8");
  return list.split(" ").flatMap((child) => (child.trim() === "" ? [] : [Number(child)]));
}

/** Waits until something holds; the test's own timeout bounds it. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Whether a process runs: not gone, and no zombie. */
export function isRunning(id: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${id}/status`, "utf8"));
  } catch {
    return false;
  }
}
