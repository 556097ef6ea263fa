import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { NestvecError } from "@nestvec/core";

/** The built server in a process of its own. */
export interface ServerProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly metricsUrl: string;
  readonly ended: Promise<number | null>;
}

const main = fileURLToPath(new URL("dist/main.js", import.meta.resolve("@nestvec/server/package.json")));

/** Starts the server on free ports and waits until it is ready. @throws NestvecError ARGUMENT_INVALID where its model cannot be loaded */
export async function startServerProcess(flags: readonly string[]): Promise<ServerProcess> {
  const all = ["--port", "0", "--prometheus-port", "0", "--log-level", "info", ...flags];
  const child = spawn(process.execPath, [main, ...all], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  let printed = "";
  const { url, metrics } = await new Promise<{ url: string; metrics: string }>((resolve) => {
    child.stdout.on("data", (data: Buffer) => {
      if (printed.length > 100_000) return;
      printed += data.toString();
      const line = printed.split("\n").find((text) => text.includes(`"listening"`));
      if (line !== undefined) resolve(JSON.parse(line) as { url: string; metrics: string });
    });
  });
  while (true) {
    const { status } = (await fetch(`${url}/readyz`).then((response) => response.json())) as { readonly status: string };
    if (status === "ready") break;
    if (status === "failed") {
      child.kill("SIGTERM");
      await ended;
      throw new NestvecError("ARGUMENT_INVALID", {
        argument: "--model",
        found: problemOf(printed),
        expected: "a model that can be loaded",
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { child, url, metricsUrl: metrics, ended };
}

/** Why the server could not load its model, as its log says. */
function problemOf(printed: string): string {
  const line = printed.split("\n").find((text) => text.includes(`"problem":`)) ?? "{}";
  return (JSON.parse(line) as { readonly problem?: string }).problem ?? "a model that could not be loaded";
}

/** Ends a server in order. Resolves with its exit code. */
export async function stopServerProcess({ child, ended }: ServerProcess): Promise<number | null> {
  child.kill("SIGTERM");
  return ended;
}

/** Resident megabytes of the HTTP process and of its children. */
export function residentMegabytes(id: number): { readonly http: number; readonly children: number } {
  return { http: residentOf(id), children: childrenOf(id).reduce((sum, child) => sum + residentOf(child), 0) };
}

/** The ids of the living children of a process, on Linux. */
export function childrenOf(id: number): readonly number[] {
  return readFileSync(`/proc/${id}/task/${id}/children`, "utf8")
    .split(" ")
    .flatMap((child) => (child.trim() === "" ? [] : [Number(child)]));
}

/** Resident megabytes of one process. */
function residentOf(id: number): number {
  const [, kilobytes = "0"] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, "utf8")) ?? [];
  return Math.round(Number(kilobytes) / 1024);
}
