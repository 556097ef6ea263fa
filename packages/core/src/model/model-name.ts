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
  return last.startsWith("models--") ? (last.split("--").at(-1) ?? last) : last;
}
