import { format } from "node:util";
import { vi } from "vitest";

/** Runs an example, a module that does its work when it is imported, and gives the lines that it prints. `example` is its path in `src`. */
export async function printed(example: string): Promise<string[]> {
  const lines: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((...values: unknown[]) => void lines.push(...format(...values).split("\n")));
  try {
    await import(new URL(`../${example}`, import.meta.url).href);
  } finally {
    log.mockRestore();
  }
  return lines;
}
