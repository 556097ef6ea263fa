import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { messageOf, NestvecError } from "@nestvec/core";
import type { CompileTokenizer, TokenizerBytes } from "@nestvec/core/compiled-tokenizer";
import { sha256 } from "../platform/node-platform.ts";

/** What the entry file finds as `workerData` where it is to compile a tokenizer. */
export interface CompileData {
  readonly nestvecTokenizer: TokenizerBytes;
}

/** What it answers. */
export type CompileAnswer = { readonly bytes: Uint8Array<ArrayBuffer> } | { readonly problem: string };

/**
 * Compiles tokenizers in a thread of their own, so that the hundreds of megabytes that this takes go with it; in this thread where there is no file for
 * one.
 */
export const compileInThread =
  (entry: URL | undefined): CompileTokenizer =>
  async (tokenizer, digest) => {
    if (entry !== undefined && existsSync(entry)) return inThread(entry, tokenizer);
    return (await import("@nestvec/core/compiled-tokenizer")).compileTokenizer(tokenizer, digest);
  };

/**
 * Nearly all that is made of a tokenizer's file stays to the end, so a larger space for what is new gains little: one of 256,000 pieces takes 57 MB less at its peak, and
 * a tenth more time.
 */
const maxYoungGenerationSizeMb = 6;

function inThread(entry: URL, tokenizer: TokenizerBytes): Promise<Uint8Array<ArrayBuffer>> {
  const workerData: CompileData = { nestvecTokenizer: tokenizer };
  const worker = new Worker(entry, { workerData, execArgv: [], resourceLimits: { maxYoungGenerationSizeMb }, name: "nestvec-tokenizer" });
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => reject(new NestvecError("WORKER_DIED", { worker: "worker thread", reason }));
    worker.on("message", (answer: CompileAnswer) => ("bytes" in answer ? resolve(answer.bytes) : fail(answer.problem)));
    worker.on("error", (error) => fail(messageOf(error)));
    worker.on("exit", (code) => fail(`exit code ${code}`));
  });
}

/** The other side: what the thread answers. */
export async function compileAnswer({ nestvecTokenizer }: CompileData): Promise<CompileAnswer> {
  try {
    const { compileTokenizer } = await import("@nestvec/core/compiled-tokenizer");
    return { bytes: await compileTokenizer(nestvecTokenizer, sha256) };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}
