import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance";

const program = fileURLToPath(new URL("../../../../apps/cli/dist/main.js", import.meta.url));

/** The weights of the small test model, of random numbers. */
export const tinySource: string = fileURLToPath(new URL("tiny-modernbert-source", referenceModels));

/** The same as it is published, with exits of its own graphs. */
export const tinyPublished: string = fileURLToPath(new URL("tiny-modernbert", referenceModels));

/** The vectors of texts at each exit, as Node has them. */
export type VectorsByLayer = ReadonlyMap<number, readonly (readonly number[])[]>;

/** Runs the built command line, as a user compiles a model for a page. @throws TypeError where it was not built, or fails */
async function nestvec(...parameters: readonly string[]): Promise<string> {
  if (!existsSync(program)) throw new TypeError(`This test runs ${program}, which is not built: run "npm run build" first.`);
  const child = spawn(process.execPath, [program, ...parameters]);
  child.stdin.end();
  const [printed, said] = [collected(child.stdout), collected(child.stderr)];
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) throw new TypeError(`nestvec ${parameters[0]} ended with ${String(code)}: ${await said}`);
  return printed;
}

async function collected(stream: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString();
}

/** Compiles a model into a folder below `parent`, of that name, and gives the folder. */
export async function compiled(source: string, parent: string, name: string, ...options: readonly string[]): Promise<string> {
  const out = join(parent, name);
  await nestvec("compile", source, "--out", out, ...options);
  return out;
}

/** Quantizes a model into a folder below `parent`, of that name, and gives the folder. */
export async function quantized(source: string, parent: string, name: string, ...options: readonly string[]): Promise<string> {
  const out = join(parent, name);
  await nestvec("quantize", source, "--out", out, ...options);
  return out;
}

/** The vectors of texts at all exits, as Node has them. */
export async function nodeVectors(model: string, texts: readonly string[]): Promise<VectorsByLayer> {
  const lines = (await nestvec("embed", ...texts, "--model", model, "--layers", "all", "--format", "jsonl", "--quiet"))
    .trimEnd()
    .split("\n");
  const rows = lines.map((line) => JSON.parse(line) as { readonly layer: number; readonly embedding: readonly number[] });
  const layers = [...new Set(rows.map(({ layer }) => layer))];
  return new Map(layers.map((layer) => [layer, rows.filter((row) => row.layer === layer).map(({ embedding }) => embedding)]));
}
