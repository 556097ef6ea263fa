import { invalidArgument } from "@nestvec/core";
import { filesByPath, type GivenFiles } from "../files/given-files.ts";
import type { ModelSettings, OpenRequest } from "../open/open-here.ts";
import { hasTag } from "../platform/web-platform.ts";

/** Whether a value is a URL, of whichever realm. */
export const isUrl = (value: unknown): value is URL => hasTag(value, "URL");

/** The URL of a folder, with its closing slash, or files; and the graph that the URL names. */
export function modelPlace(model: string | URL | GivenFiles): { readonly model: OpenRequest["model"]; readonly file?: string } {
  if (typeof model === "object" && model !== null && !isUrl(model)) return { model: filesByPath(model) };
  const expected = `the URL of a model's folder or graph, such as "/models/nestvec-mini/", or its files`;
  if (typeof model !== "string" && !isUrl(model)) throw invalidArgument("model", model, expected);
  const url = urlOf(model);
  // Of whichever scheme: pages of extensions and of applications in a web view have their own. What names one thing alone holds no other files.
  if (url === undefined || !isFolderLike(url) || url.pathname.endsWith(".json"))
    throw invalidArgument("model", String(model).slice(0, 200), expected);
  url.hash = "";
  const [, folder, file] = /^(.*?\/)((?:onnx\/)?(?:layer-\d+\/)?[^/]+\.onnx)$/.exec(url.pathname) ?? [];
  if (folder !== undefined && file !== undefined) {
    url.pathname = folder;
    return { model: url.href, file: decodeURIComponent(file) };
  }
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return { model: url.href };
}

/** The settings with the graph that a URL names, which must be the only one named. */
export function withGraph(settings: ModelSettings, file: string | undefined): ModelSettings {
  if (file === undefined) return settings;
  const { dtype = "auto", file: other } = settings;
  const expected = "left out where the model is given as the URL of a graph";
  if (dtype !== "auto") throw invalidArgument("dtype", dtype, expected);
  if (other !== undefined) throw invalidArgument("file", other, expected);
  return { ...settings, file };
}

/** Whether a URL has paths below it, unlike `blob:` and `data:`. */
const isFolderLike = (url: URL): boolean => URL.canParse("config.json", url.href);

function urlOf(model: string | URL): URL | undefined {
  try {
    return new URL(model, globalThis.document?.baseURI ?? globalThis.location?.href);
  } catch {
    return undefined;
  }
}
