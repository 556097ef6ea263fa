import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { NestvecError } from "@nestvec/core";
import { temporaryEnding, writeDurably, writing } from "../files/durable-files.ts";
import { lockFolder } from "../files/job-lock.ts";

/** A row that was broken. */
export interface BrokenRow {
  readonly file: string;
  /** The number of the row in all inputs, counted from 0. */
  readonly row: number;
  /** Its line, where its file has lines. */
  readonly line?: number;
  readonly problem: string;
}

/** What is known of a part beside its content. */
export interface PartFacts {
  /** Rows of the output. */
  readonly rows: number;
  readonly tokens: number;
  readonly paddedTokens: number;
  readonly truncated: number;
  readonly broken: readonly BrokenRow[];
}

/** Everything that decides what a job's output is, by name. */
export type JobDescription = Readonly<Record<string, unknown>>;

/** The folder with the parts of an output that is being made. */
export interface JobFolder {
  readonly path: string;
  /** Compares what a job is with what was begun here, and begins it where nothing was. @throws NestvecError ARGUMENT_INVALID where they differ */
  begin(description: JobDescription): Promise<void>;
  /** Whether the part of a window is there. */
  hasPart(window: number): boolean;
  facts(window: number): Promise<PartFacts>;
  part(window: number): Promise<Uint8Array>;
  addPart(window: number, content: Uint8Array, facts: PartFacts): Promise<void>;
  /** What was kept under a name, as JSON; undefined where nothing was. */
  kept(name: string): Promise<unknown>;
  keep(name: string, value: unknown): Promise<void>;
  /** Takes the folder away with all that is in it. */
  remove(): Promise<void>;
  /** Lets others work here. */
  close(): Promise<void>;
}

/** @throws NestvecError FILE_NOT_WRITABLE where the folder cannot be made, or another process works there */
export async function openJobFolder(output: string, restart: boolean): Promise<JobFolder> {
  const path = `${output}.parts`;
  await writing(path, () => mkdir(path, { recursive: true }));
  const lock = await lockFolder(join(path, lockName), output);
  const file = (name: string): string => join(path, name);
  const names = new Set(await readdir(path));
  for (const name of names) {
    if (name === lockName || !(restart || name.endsWith(temporaryEnding) || name === "standard-input")) continue;
    await writing(path, () => rm(file(name), { recursive: true, force: true }));
    names.delete(name);
  }
  const kept = async (name: string): Promise<unknown> => {
    const json = await readFile(file(name), "utf8").catch(() => undefined);
    return json === undefined ? undefined : JSON.parse(json);
  };
  const keep = (name: string, value: unknown): Promise<void> => writeDurably([[file(name), `${JSON.stringify(value, undefined, 2)}\n`]]);
  return {
    path,
    begin: async (description) => {
      const before = await kept(jobName);
      if (before === undefined) await keep(jobName, description);
      else requireSameJob(before as JobDescription, description, output);
    },
    hasPart: (window) => names.has(partName(window)),
    facts: async (window) => (await kept(`${partName(window)}.json`)) as PartFacts,
    part: (window) => readFile(file(partName(window))),
    addPart: async (window, content, facts) => {
      await writeDurably([
        [file(`${partName(window)}.json`), JSON.stringify(facts)],
        [file(partName(window)), content],
      ]);
      names.add(partName(window));
    },
    kept,
    keep,
    remove: async () => {
      // First what says that there is a job, so that a process that ends in between leaves nothing that looks like one.
      await rm(file(jobName), { force: true });
      await writing(path, () => rm(path, { recursive: true, force: true }));
    },
    close: async () => {
      // Where no job was begun, nothing is left behind.
      if ((await kept(jobName)) === undefined) await rm(path, { recursive: true, force: true });
      await lock.release();
    },
  };
}

const partName = (window: number): string => `${String(window).padStart(9, "0")}.part`;

const lockName = "lock";
const jobName = "job.json";

/** A digest of what a job is. */
export function jobDigest(description: JobDescription): string {
  return createHash("sha256").update(JSON.stringify(description)).digest("hex");
}

function requireSameJob(before: JobDescription, now: JobDescription, output: string): void {
  const differences = Object.keys({ ...before, ...now }).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]));
  if (differences.length === 0) return;
  const shown = differences.map((name) => `${name} ${shortJson(before[name])}, now ${shortJson(now[name])}`);
  throw new NestvecError("ARGUMENT_INVALID", {
    argument: "out",
    found: `"${output}", of which another job has made parts: ${shown.join("; ")}`,
    expected: "continued with what it was begun with, begun anew with restart, or another file",
  });
}

function shortJson(value: unknown): string {
  const json = value === undefined ? "left out" : JSON.stringify(value);
  return json.length > 100 ? `${json.slice(0, 97)}…` : json;
}
