import { NestvecError, type LoadProgress, type Pooling, type Signal } from "@nestvec/core";
import { modelPlace, type ModelPlace, type PullChoice } from "@nestvec/runtime-node";

/** What decides where the files of a model come from. */
export interface SourceChoice {
  readonly pull: PullChoice | undefined;
  /** Whether the published graphs of these exits, by default of all, are wanted, too, where there are some. */
  readonly verify: boolean;
  readonly layers: readonly number[] | undefined;
  readonly pooling: Pooling | undefined;
  readonly signal: Signal | undefined;
  /** Is told of what is downloaded. */
  onDownload(progress: LoadProgress): void;
}

/**
 * The place of a model's weights: a folder, else a repository of the hub in its cache, after a download where that is asked for.
 * @throws NestvecError as `modelPlace`
 */
export async function findSource(
  model: string | URL,
  { pull, verify, layers, pooling, signal, onDownload }: SourceChoice,
): Promise<ModelPlace> {
  const request = { pooling, signal, onProgress: onDownload };
  const place = await modelPlace(model, pull, { ...request, weights: true });
  if (!verify || pull === undefined || pull === false) return place;
  const graphs = { ...(pull === true ? {} : pull), layers };
  await modelPlace(model, graphs, request).catch((error: unknown) => {
    const codes = ["MODEL_NOT_FOUND", "LAYER_UNAVAILABLE", "FILE_MISSING"] as const;
    if (!codes.some((code) => NestvecError.is(error, code))) throw error;
  });
  return place;
}
