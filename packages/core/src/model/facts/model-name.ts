/**
 * What to call a model by where its files are: the name of its folder. Of a graph's path it is that of the folder around it, and of a snapshot in the
 * Hugging Face hub's cache the repository's.
 * @example
 * ```ts
 * import { modelName } from "@nestvec/core";
 *
 * console.log(modelName("./my-encoder/onnx/model_fp16.onnx")); // → my-encoder
 * console.log(modelName("/cache/models--intfloat--e5-small/snapshots/0f2a")); // → e5-small
 * ```
 */
export function modelName(place: string): string {
  const segments = place.split(/[/\\]/).filter((segment) => segment !== "" && segment !== ".");
  const ends = (pattern: RegExp, index: number = -1): boolean => pattern.test(segments.at(index) ?? "");
  if (segments.length > 1 && ends(/\.onnx$/)) segments.pop();
  if (segments.length > 2 && ends(/^layer-\d+$/) && ends(/^onnx$/, -2)) segments.pop();
  if (segments.length > 1 && ends(/^onnx$/)) segments.pop();
  if (ends(/^snapshots$/, -2) && ends(/^models--/, -3)) segments.splice(-2);
  const last = segments.at(-1) ?? place;
  return cachedRepository(last)?.name ?? last;
}

/** The repository `org/name` that a path or URL names: a folder of the hub's cache, else its last two parts, without `resolve/REVISION`. */
export function repositoryOfPlace(place: string): string | undefined {
  const segments = place.split(/[/\\]/).filter((segment) => segment !== "");
  const cached = segments.map(cachedRepository).findLast((found) => found !== undefined);
  if (cached !== undefined) return [cached.organisation, cached.name].filter((part) => part !== undefined).join("/");
  const resolve = segments.lastIndexOf("resolve");
  const end = resolve > 1 ? resolve : segments.length;
  return end < 2 ? undefined : segments.slice(end - 2, end).join("/");
}

/** The repository of a folder in the hub's cache: `models--org--name`, or `models--name`. */
function cachedRepository(folder: string): { readonly organisation: string | undefined; readonly name: string } | undefined {
  const [, organisation, name] = /^models--(?:(.+?)--)?(.+)$/.exec(folder) ?? [];
  return name === undefined ? undefined : { organisation, name };
}
