import { NestvecError } from "@nestvec/core";
import { openChild, type MeasuredChild } from "../children/measured-child.ts";
import type { Arm } from "../measure/interleave.ts";
import type { ArmProgram } from "./arm-programs.ts";
import { unpackVectors, type ArmHello, type ArmRun, type RunRequest, type TextsRequest } from "./arm-protocol.ts";

/** Arms that live in processes of their own, and those that could not go on. */
export interface RunningArms {
  /** One for each that lives; what failed in the middle gives nothing any more. */
  readonly arms: readonly (Arm<ArmRun | undefined> & { readonly hello: ArmHello })[];
  /** By name, the vectors of the first run. */
  readonly vectors: ReadonlyMap<string, readonly Float32Array[]>;
  /** By name, why an arm does not run. */
  readonly problems: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

/**
 * Starts arms and gives them their texts. The first one has to run; of the others, what goes wrong is kept. An abort ends all.
 * @throws NestvecError ABORTED, and what the first arm says
 */
export async function startArms(programs: readonly ArmProgram[], texts: readonly string[], signal?: AbortSignal): Promise<RunningArms> {
  const problems = new Map<string, string>();
  const vectors = new Map<string, readonly Float32Array[]>();
  const children: MeasuredChild<ArmHello>[] = [];
  const arms: (Arm<ArmRun | undefined> & { readonly hello: ArmHello })[] = [];
  const needed = programs[0]?.name;
  /** Keeps what went wrong with an arm that the others can do without. */
  const orProblem = async <Result>(name: string, work: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (name === needed || NestvecError.is(error, "ABORTED")) throw error;
      problems.set(name, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
  const start = async (program: ArmProgram): Promise<void> => {
    if ("problem" in program) throw new Error(program.problem);
    const { name } = program;
    const child = await openChild<ArmHello>({ ...program.program, ...(signal === undefined ? {} : { signal }) });
    children.push(child);
    await child.ask({ texts } satisfies TextsRequest);
    const run = async (): Promise<ArmRun> => {
      const answer = await child.ask<ArmRun>({ vectors: !vectors.has(name) } satisfies RunRequest);
      if (answer.vectors !== undefined) vectors.set(name, unpackVectors(answer.vectors));
      return answer;
    };
    arms.push({ name, hello: child.hello, run: async () => (problems.has(name) ? undefined : orProblem(name, run)) });
  };
  const close = async (): Promise<void> => void (await Promise.all(children.map((child) => child.close())));
  try {
    for (const program of programs) await orProblem(program.name, () => start(program));
    return { arms, vectors, problems, close };
  } catch (error) {
    await close();
    throw error;
  }
}
