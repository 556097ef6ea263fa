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
  const { during, dispose } = lifetime(`embedder of "${model.description.name}"`, () => model.exits.dispose());
  return {
    embed: (texts, options) => during(() => embed(model, texts, options)),
    similarity: (left, right, options) => during(() => similarity(model, left, right, options)),
    search: (query, candidates, options) => during(() => search(model, query, candidates, options)),
    tokenize: (texts, options) => during(async () => tokenizeTexts(model, texts, options)),
    info: () => during(async () => infoOf(model)),
    plan: (options) => during(async () => (await import("./plan-for.ts")).planFor(model, options)),
    calibrate: (options) => during(async () => (await import("./plan-for.ts")).calibrateModel(model, options)),
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}
