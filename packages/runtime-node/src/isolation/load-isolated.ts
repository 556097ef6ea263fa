import { statSync } from "node:fs";
import { type Engine, type ExecutionProvider, invalidArgument, type LoadProgress, messageOf, NestvecError } from "@nestvec/core";
import { isProvider } from "@nestvec/core/onnx-runtime";
import { startChild } from "./child-worker.ts";
import { physicalCores } from "../machine/physical-cores.ts";
import { longText } from "./pool-member.ts";
import { workerFile } from "../files/package-files.ts";
import { startThread } from "./thread-worker.ts";
import { startTimeout } from "./start-timeout.ts";
import type { ModelSettings, WorkerHandle } from "./worker-handle.ts";
import { enginePool } from "./engine-pool.ts";
import type { PoolStats } from "./merged-stats.ts";

/** Where the work is done, and by how many. */
export interface IsolationOptions {
  readonly isolation: "thread" | "process";
  readonly workers: number;
  readonly workerUrl?: string | URL | undefined;
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
}

/** The engine of a folder's model, in a worker thread or in child processes. @see loadModel */
export async function loadIsolated(folder: string, settings: ModelSettings, where: IsolationOptions): Promise<Engine<PoolStats>> {
  const { isolation, workers, workerUrl, onProgress } = where;
  const { threads = Math.max(1, Math.floor(physicalCores() / workers)) } = settings;
  requirePlain(settings);
  const entry = workerEntry(workerUrl);
  const startWorker = isolation === "thread" ? startThread : startChild;
  const first: WorkerHandle[] = [];
  const { schedule, providers: given } = settings;
  /** Providers over which a child ended: one that takes its place does not try them. */
  const failures = new Map<string, { readonly obstacle: string }>();
  const withFailure = (provider: ExecutionProvider): ExecutionProvider => ({ ...provider, ...failures.get(provider.name) });
  const start = (place: number): WorkerHandle => {
    const textTokens = Math.min(schedule?.textTokens ?? longText, longText);
    const short = workers > 1 && place === 0 ? { schedule: { ...schedule, textTokens } } : {};
    const providers = Array.isArray(given) && given.every(isProvider) ? given.map(withFailure) : given;
    const handle = startWorker({ entry, folder, settings: { ...settings, ...short, threads, providers } }, (provider, obstacle) =>
      failures.set(provider, { obstacle }),
    );
    // Those that take the place of dead ones are of a file that has been a worker before.
    if (first.length < workers) first.push(handle);
    return handle;
  };
  const pool = enginePool(start, workers, { schedule, onProgress });
  const opening = workerUrl === undefined ? pool.ready : Promise.race([pool.ready, startTimeout(first, pool.ready)]).catch(ofOwnWorker);
  await opening;
  return pool;
}

/** A worker of the caller's own that ends or is silent before it has a model is most likely another file. */
function ofOwnWorker(error: unknown): never {
  if (!NestvecError.is(error, "WORKER_DIED")) throw error;
  const reason = `${error.details.reason}; does the file of "workerUrl" hold import "@nestvec/runtime-node/worker"?`;
  throw new NestvecError("WORKER_DIED", { ...error.details, reason }, { cause: error });
}

/** The file that a worker runs. @throws NestvecError ARGUMENT_INVALID */
export function workerEntry(given: string | URL | undefined): URL {
  const expected = `the URL of a file that holds import "@nestvec/runtime-node/worker"; or pass isolation: "none"`;
  const invalid = (found: string): NestvecError => new NestvecError("ARGUMENT_INVALID", { argument: "workerUrl", found, expected });
  if (given !== undefined && !URL.canParse(String(given))) throw invalidArgument("workerUrl", given, expected);
  const entry = given === undefined ? workerFile() : new URL(given);
  if ("problem" in entry) throw invalid(entry.problem);
  if (entry.protocol !== "file:") throw invalid(`"${entry.href}", which is no file`);
  const found = statSync(entry, { throwIfNoEntry: false });
  if (found === undefined) throw invalid(`"${entry.href}", which is not there`);
  if (!found.isFile()) throw invalid(`"${entry.href}", which is a folder`);
  return entry;
}

function requirePlain(settings: ModelSettings): void {
  try {
    structuredClone(settings);
  } catch (cause) {
    const found = messageOf(cause);
    const expected = `plain data, which can be sent to a worker; or pass isolation: "none"`;
    throw new NestvecError("ARGUMENT_INVALID", { argument: "options", found, expected }, { cause });
  }
}
