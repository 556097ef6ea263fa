import { NestvecError, type CutOptions, type Embedder, type TokenizeOptions } from "@nestvec/core";
import { loadModel, namedProviders } from "@nestvec/runtime-node";
import { startDownloadProgress } from "../output/download-progress.ts";
import type { CutChoice, ModelChoice, TokenizeChoice } from "../options/shared-options.ts";

type Given<Options> = { [Name in keyof Options]?: Exclude<Options[Name], undefined> };

/** What was given of some options: those that are undefined have no key. */
export function given<Options extends object>(options: Options): Given<Options> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Given<Options>;
}

/**
 * Loads the chosen model, works with it, and frees it however that ends. `signal` stops a download.
 * @throws NestvecError as `loadModel`, and as `work`
 */
export async function withModel<Result>(
  choice: ModelChoice,
  signal: AbortSignal,
  work: (embedder: Embedder) => Promise<Result>,
): Promise<Result> {
  const embedder = await load(choice, signal);
  try {
    return await work(embedder);
  } finally {
    await embedder.dispose();
  }
}

/** The same for several models, all of which are loaded before the work begins. @see withModel */
export async function withModels<Result>(
  choices: readonly ModelChoice[],
  signal: AbortSignal,
  work: (embedders: readonly Embedder[]) => Promise<Result>,
): Promise<Result> {
  const [first, ...others] = choices;
  if (first === undefined) return work([]);
  return withModel(first, signal, (embedder) => withModels(others, signal, (rest) => work([embedder, ...rest])));
}

async function load(choice: ModelChoice, signal: AbortSignal): Promise<Embedder> {
  const {
    model,
    runtime,
    threads,
    provider,
    pooling,
    dtype,
    modelFile: file,
    prompts,
    dimensions,
    repository,
    space,
    pull,
    frozen,
  } = choice;
  if (frozen === true && pull !== true)
    throw new NestvecError("ARGUMENT_INVALID", { argument: "--frozen", found: "given without --pull", expected: "given with it" });
  const providers = provider === undefined ? undefined : await namedProviders(provider, { neededBy: `--provider ${provider.join()}` });
  const progress = pull === true ? startDownloadProgress(process.stderr) : undefined;
  try {
    return await loadModel(model, {
      // A command has nothing else to do while it embeds, and Ctrl-C may end it at any moment: no worker has to be started or waited for. The
      // driver of a GPU may crash or hang, and gets a process of its own.
      ...(providers?.some(({ module }) => module !== undefined) === true ? {} : { isolation: "none" }),
      onWarning: (sentence) => process.stderr.write(`nestvec: ${sentence}\n`),
      ...given({ runtime, threads, providers, pooling, dtype, file, prompts, dimensions, repository, space }),
      ...(progress === undefined ? {} : { pull: frozen === true ? { frozen } : true, onProgress: progress.update, signal }),
    });
  } finally {
    progress?.stop();
  }
}

/** The cut as an embedder takes it. */
export function cutOptions({ layer, dimension }: CutChoice): CutOptions {
  return given({ layer, dimension });
}

/** Tokenizing as an embedder takes it: `--no-prompt` is `null`. */
export function tokenizeOptions({ prompt, task, truncate, maxTokens }: TokenizeChoice): TokenizeOptions {
  return { truncate, ...given({ prompt: prompt === false ? null : prompt, task, maxTokens }) };
}
