import { NestvecError } from "@nestvec/core";
import { openChild, type MeasuredChild } from "../children/measured-child.ts";
import type { Variant } from "../measure/interleave.ts";
import type { VariantProgram } from "./variant-programs.ts";
import { unpackVectors, type VariantHello, type VariantRun, type RunRequest, type TextsRequest } from "./variant-protocol.ts";

/** Variants that live in processes of their own, and those that could not go on. */
export interface RunningVariants {
  /** One for each that lives; what failed in the middle gives nothing any more. */
  readonly variants: readonly (Variant<VariantRun | undefined> & { readonly hello: VariantHello })[];
  /** By name, the vectors of the first run. */
  readonly vectors: ReadonlyMap<string, readonly Float32Array[]>;
  /** By name, why a variant does not run. */
  readonly problems: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

/**
 * Starts variants and gives them their texts. The first one has to run; of the others, what goes wrong is kept. An abort ends all.
 * @throws NestvecError ABORTED, and what the first variant says
 */
export async function startVariants(
  programs: readonly VariantProgram[],
  texts: readonly string[],
  signal?: AbortSignal,
): Promise<RunningVariants> {
  const problems = new Map<string, string>();
  const vectors = new Map<string, readonly Float32Array[]>();
  const children: MeasuredChild<VariantHello>[] = [];
  const variants: (Variant<VariantRun | undefined> & { readonly hello: VariantHello })[] = [];
  const needed = programs[0]?.name;
  /** Keeps what went wrong with a variant that the others can do without. */
  const orProblem = async <Result>(name: string, work: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (name === needed || NestvecError.is(error, "ABORTED")) throw error;
      problems.set(name, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
  const start = async (program: VariantProgram): Promise<void> => {
    if ("problem" in program) throw new Error(program.problem);
    const { name } = program;
    const child = await openChild<VariantHello>({ ...program.program, signal });
    children.push(child);
    await child.ask({ texts } satisfies TextsRequest);
    const run = async (): Promise<VariantRun> => {
      const answer = await child.ask<VariantRun>({ vectors: !vectors.has(name) } satisfies RunRequest);
      if (answer.vectors !== undefined) vectors.set(name, unpackVectors(answer.vectors));
      return answer;
    };
    variants.push({ name, hello: child.hello, run: async () => (problems.has(name) ? undefined : orProblem(name, run)) });
  };
  const close = async (): Promise<void> => void (await Promise.all(children.map((child) => child.close())));
  try {
    for (const program of programs) await orProblem(program.name, () => start(program));
    return { variants, vectors, problems, close };
  } catch (error) {
    await close();
    throw error;
  }
}
