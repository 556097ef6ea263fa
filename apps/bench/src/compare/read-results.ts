import { readFile } from "node:fs/promises";
import { NestvecError } from "@nestvec/core";
import { benchFormat, type BenchResults } from "../results/bench-results.ts";
import { resultsSchema } from "./results-schema.ts";

/**
 * Reads the results that a run of the bench wrote as JSON.
 * @throws FILE_NOT_READABLE where there is no such file or it is not JSON, CONFIG_INVALID where it holds something else
 */
export async function readResults(file: string): Promise<BenchResults> {
  const held = await readJson(file);
  const format = typeof held === "object" && held !== null && "format" in held ? held.format : undefined;
  if (format !== benchFormat)
    throw new NestvecError("CONFIG_INVALID", { file, key: "format", found: shown(format), expected: expectedFormat(format) });
  const { success, data, error } = resultsSchema.safeParse(held);
  if (success) return data;
  const [issue] = error.issues;
  const path = issue?.path ?? [];
  throw new NestvecError("CONFIG_INVALID", {
    file,
    key: path.join("."),
    found: shown(valueAt(held, path)),
    expected: `what "nestvec bench" writes there (${issue?.message})`,
  });
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw notReadable(file, error);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notReadable(file, error, "it is not JSON: ");
  }
}

const notReadable = (file: string, cause: unknown, before = ""): NestvecError =>
  new NestvecError("FILE_NOT_READABLE", { file, problem: before + (cause instanceof Error ? cause.message : String(cause)) }, { cause });

/** What would be right. The number after the stroke grows with what an older reader could not understand. */
function expectedFormat(found: unknown): string {
  if (version(found) > version(benchFormat))
    return `"${benchFormat}": a newer version of the bench wrote this file, so update @nestvec/bench`;
  return `"${benchFormat}", as in the JSON files that "nestvec bench --json" writes`;
}

const version = (format: unknown): number => Number(/^nestvec-bench\/(\d+)$/.exec(String(format))?.[1]);

function valueAt(held: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined),
    held,
  );
}

function shown(value: unknown): string {
  const text = value === undefined ? "missing" : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
