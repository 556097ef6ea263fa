import { describeValue } from "../describe-value.ts";
import { NestvecError } from "../errors.ts";
import type { Calibration } from "../plan/calibration.ts";
import type { Signal } from "../platform.ts";
import { embed } from "./embed.ts";
import type { Embedder } from "./embedder.ts";
import { infoOf } from "./info-of.ts";
import { lifetime } from "./lifetime.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { search } from "./search.ts";
import { similarity } from "./similarity.ts";
import { tokenizeTexts } from "./tokenize-inputs.ts";

/** The calls of an embedder over one loaded model. Planning is loaded when it is asked for. */
export function embedderOf(model: LoadedModel): Embedder {
  const { during, dispose: end } = lifetime(`embedder of "${model.description.name}"`, () => model.exits.dispose());
  let isEnding = false;
  let calibrating: Promise<Calibration> | undefined;

  /** The caller's signal, and the end of the embedder: a measurement of ten seconds must not hold it. */
  const until = (signal: Signal | undefined): Signal => ({
    get aborted() {
      return isEnding || signal?.aborted === true;
    },
    get reason() {
      return signal?.reason;
    },
  });

  /** One at a time: two would measure each other. */
  async function calibrate(signal: Signal | undefined): Promise<Calibration> {
    const { calibrateModel } = await import("./plan-for.ts");
    calibrating ??= calibrateModel(model, { signal: until(signal) }).finally(() => (calibrating = undefined));
    return calibrating;
  }

  const dispose = (): Promise<void> => {
    isEnding = true;
    return end();
  };

  return {
    embed: (texts, options) => during(() => embed(model, texts, checked(options))),
    similarity: (left, right, options) => during(() => similarity(model, left, right, checked(options))),
    search: (query, candidates, options) => during(() => search(model, query, candidates, checked(options))),
    tokenize: (texts, options) => during(async () => tokenizeTexts(model, texts, checked(options))),
    info: () => during(async () => infoOf(model)),
    plan: (options) =>
      during(async () => {
        const { planFor } = await import("./plan-for.ts");
        return planFor(model, checked(options) ?? {}, calibrate);
      }),
    calibrate: (options) => during(() => calibrate(checked(options)?.signal)),
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}

/** Callers in plain JavaScript may pass anything. */
function checked<T extends object>(options: T | undefined): T | undefined {
  if (options === undefined || (typeof options === "object" && options !== null)) return options;
  throw new NestvecError("ARGUMENT_INVALID", { argument: "options", found: describeValue(options), expected: "an object, or left out" });
}
