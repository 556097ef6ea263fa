import { invalidArgument, quoted } from "../errors/arguments.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import { preference } from "../plan/choose-plan.ts";
import type { Plan, PlanOptions } from "../plan/plan.ts";
import { throwIfAborted } from "../platform/abort.ts";
import type { Signal } from "../platform/platform.ts";
import type { Embedder } from "./embedder.ts";

/** A cut of one of several models. */
export interface PlanAmong<Model extends Planner = Embedder> extends Plan {
  /** The model whose cut it is, as it was given. */
  readonly embedder: Model;
}

/** What a plan needs of an embedder. */
export type Planner = Pick<Embedder, "plan" | "info">;

/**
 * Chooses a cut among those of several forms of a model, such as one in float32 and one in int8: each form's best by its own quality table and its
 * own times on this machine, and of these the one that `Embedder.plan` would choose. Of several, those whose times are not known are measured first, one after the other.
 * @throws NestvecError ARGUMENT_INVALID; PLAN_IMPOSSIBLE where no form has such a cut, with what each comes to; and what else `plan` throws
 * @example
 * ```ts
 * import { planAmong } from "@nestvec/core";
 * import { loadModel } from "@nestvec/runtime-node";
 *
 * // The forms of a model, such as await loadModel("./mmbert") and await loadModel("./mmbert-int8"); here there is but one.
 * await using model = await loadModel();
 * const { embedder, layer, dimension } = await planAmong([model], { minQuality: 78 });
 * const { vectors } = await embedder.embed(["nesting dolls"], { layer, dimension });
 * console.log(vectors[0]?.length === dimension); // → true
 * ```
 */
export async function planAmong<Model extends Planner>(
  embedders: readonly Model[],
  { signal, ...options }: PlanOptions & { readonly signal?: Signal } = {},
): Promise<PlanAmong<Model>> {
  if (!Array.isArray(embedders) || embedders.length === 0)
    throw invalidArgument("embedders", embedders, "a list of at least one embedder, such as two forms of a model");
  const life = signal === undefined ? {} : { signal };
  const plans: PlanAmong<Model>[] = [];
  const impossible: string[] = [];
  let wanted = "";
  for (const embedder of embedders) {
    throwIfAborted(signal, "planning");
    try {
      const plan = await embedder.plan({ ...options, ...life });
      const needsTime = plan.milliseconds === undefined && embedders.length > 1;
      // A bound on the time has the times measured. This one is met by all.
      const timed = needsTime ? await embedder.plan({ ...options, ...life, maxMilliseconds: Number.MAX_VALUE }) : plan;
      plans.push({ ...timed, embedder });
    } catch (error) {
      if (!NestvecError.is(error, "PLAN_IMPOSSIBLE")) throw error;
      wanted = error.details.wanted;
      impossible.push(`of "${(await embedder.info()).name}" ${error.details.best}`);
    }
  }
  requireOneTable(plans);
  // The depth stands in for an unknown quality.
  const candidates = plans.map((plan) => ({ ...plan, plan, quality: plan.quality ?? plan.layer }));
  const [best] = candidates.toSorted(preference(candidates, options));
  if (best === undefined) throw new NestvecError("PLAN_IMPOSSIBLE", { wanted, best: impossible.join("; ") });
  return best.plan;
}

/** Qualities of two tables say nothing of each other. */
function requireOneTable(plans: readonly Plan[]): void {
  const names = [...new Set(plans.map(({ table }) => (table === undefined ? "no table" : quoted(table))))];
  if (names.length > 1)
    throw invalidArgument(
      "table",
      undefined,
      `the name of a quality table that every model has, since by default they go by ${names.join(" and ")}`,
    );
}
