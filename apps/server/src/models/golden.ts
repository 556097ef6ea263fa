import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";

/** Texts with the vectors that a reference gave for them, as `golden.json` beside a model holds them. */
export interface Golden {
  /** Most that a number of a unit vector may differ. */
  readonly tolerance: { readonly max_abs: number };
  readonly cases: readonly { readonly text: string; readonly normalized: Readonly<Record<string, readonly number[]>> }[];
}

const golden: z.ZodType<Golden> = z.object({
  tolerance: z.object({ max_abs: z.number().positive() }),
  cases: z.array(z.object({ text: z.string(), normalized: z.record(z.string(), z.array(z.number())) })).min(1),
});

/** The golden vectors of a model in a folder; undefined where it has none in this form. */
export async function readGolden(folder: string): Promise<Golden | undefined> {
  for (const place of [folder, dirname(folder)]) {
    const text = await readFile(join(place, "golden.json"), "utf8").catch(() => undefined);
    if (text !== undefined) return parseGolden(text);
  }
  return undefined;
}

function parseGolden(text: string): Golden | undefined {
  try {
    return golden.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
