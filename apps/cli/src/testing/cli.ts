import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance";

/** How one run of the command line ended. */
export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How the command line is run. */
export interface RunOptions {
  readonly folder?: string;
  readonly input?: string | Uint8Array;
  readonly environment?: Readonly<Record<string, string>>;
  /** Options for Node itself. */
  readonly node?: readonly string[];
}

/** The test model of random weights, in the published layout. */
export const tinyModel: string = fileURLToPath(new URL("tiny-modernbert", referenceModels));

const main = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

/** The built program. @throws TypeError where it was not built */
export function builtProgram(): string {
  if (!existsSync(main)) throw new TypeError(`These tests run the built program, and there is none at ${main}: run "npm run build" first.`);
  return main;
}

/** The environment without what changes how the command line behaves. */
export function cleanEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { NESTVEC_MODEL: _model, FORCE_COLOR: _color, NODE_OPTIONS: _options, npm_package_name: _package, ...rest } = process.env;
  return { ...rest, ...more };
}

/** Starts the built command line. Its input stays open. */
export function startCli(args: readonly string[], options: RunOptions = {}): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [...(options.node ?? []), builtProgram(), ...args], {
    cwd: options.folder,
    env: cleanEnvironment(options.environment),
  });
}

/** Waits for the end of a run. */
export function finished(child: ChildProcessWithoutNullStreams): Promise<Finished> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (data: Buffer) => stdout.push(data));
  child.stderr.on("data", (data: Buffer) => stderr.push(data));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) =>
      resolve({ code, signal, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    );
  });
}

/** Runs the built command line to its end. */
export async function runCli(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const child = startCli(args, options);
  // A program that ends before it has read everything closes the pipe.
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input ?? "");
  return finished(child);
}

/** The objects in JSON Lines. */
export function objectsOf(lines: string): Record<string, unknown>[] {
  return lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
