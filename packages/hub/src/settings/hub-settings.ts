import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { inspect } from "node:util";
import { invalidArgument, NestvecError } from "@nestvec/core";

/** What a caller may say of a hub. */
export interface HubChoice {
  /** The hub's address. Default: `HF_ENDPOINT`, else `https://huggingface.co`. */
  readonly endpoint?: string | undefined;
  /** Default: `HF_TOKEN`, else what `hf auth login` has kept. */
  readonly token?: string | undefined;
  /** The folder of the hub's cache. Default: `HF_HUB_CACHE`, else `hub` in `HF_HOME`, else `~/.cache/huggingface/hub`. */
  readonly cacheFolder?: string | undefined;
}

/** Which hub, as whom, and where its files are kept. */
export interface HubSettings {
  /** Without a closing slash. */
  readonly endpoint: string;
  readonly token: string | undefined;
  readonly cacheFolder: string;
  /** Whether nothing may be asked for. */
  readonly isOffline: boolean;
  /** Whether files are to be copied where links would do. */
  readonly avoidsLinks: boolean;
}

/** Variables of a process, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the environment says of the hub, as Python's huggingface_hub reads it, unless the caller says otherwise.
 * @throws NestvecError ARGUMENT_INVALID for an endpoint that is no address, a token that no header can hold, or a cache folder that is no path
 */
export async function hubSettings(choice: HubChoice, environment: Environment = process.env): Promise<HubSettings> {
  const endpoint = endpointOf(choice.endpoint ?? (environment["HF_ENDPOINT"] || "https://huggingface.co"));
  return {
    endpoint,
    token: choice.token === undefined ? await implicitToken(environment) : cleaned(choice.token, "token"),
    cacheFolder: cacheFolderOf(choice, environment),
    isOffline: isTrue(environment["HF_HUB_OFFLINE"] || environment["TRANSFORMERS_OFFLINE"]),
    avoidsLinks: isTrue(environment["HF_HUB_DISABLE_SYMLINKS"]),
  };
}

/** The folder of the hub's cache, without what else a hub is asked with. @throws NestvecError ARGUMENT_INVALID for what is no path */
export function cacheFolderOf({ cacheFolder }: Pick<HubChoice, "cacheFolder">, environment: Environment = process.env): string {
  if (cacheFolder === undefined) return hubCacheFolder(environment);
  if (typeof cacheFolder === "string" && cacheFolder !== "") return resolve(cacheFolder);
  throw invalidArgument("cacheFolder", cacheFolder, "a path, or left out");
}

/**
 * The folder of the hub's cache that the environment names. It may not be there yet.
 * @example
 * ```ts
 * import { hubCacheFolder } from "@nestvec/hub";
 *
 * console.log(hubCacheFolder({ HF_HOME: "/data/huggingface" })); // → …data…huggingface…hub
 * ```
 */
export function hubCacheFolder(environment: Environment = process.env): string {
  const named = environment["HF_HUB_CACHE"] || environment["HUGGINGFACE_HUB_CACHE"];
  return named ? expanded(named, environment) : join(hubHome(environment), "hub");
}

function hubHome(environment: Environment): string {
  const cache = environment["XDG_CACHE_HOME"] || join(homeFolder(environment), ".cache");
  return expanded(environment["HF_HOME"] || join(cache, "huggingface"), environment);
}

const homeFolder = (environment: Environment): string => environment["HOME"] || environment["USERPROFILE"] || homedir();

/** A path with `~` and variables replaced. */
function expanded(path: string, environment: Environment): string {
  const named = path.replace(/^~(?=[/\\]|$)/, () => homeFolder(environment));
  return resolve(named.replace(/\$(?:(\w+)|\{(\w+)\})/g, (whole, bare: string, braced: string) => environment[bare ?? braced] ?? whole));
}

/** What the environment or the disk has, for callers who pass none. */
async function implicitToken(environment: Environment): Promise<string | undefined> {
  if (isTrue(environment["HF_HUB_DISABLE_IMPLICIT_TOKEN"])) return undefined;
  for (const name of ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"]) {
    const given = cleaned(environment[name], name);
    if (given !== undefined) return given;
  }
  const file = environment["HF_TOKEN_PATH"];
  const path = file ? expanded(file, environment) : join(hubHome(environment), "token");
  return cleaned(await readFile(path, "utf8").catch(() => undefined), path);
}

/** A token without what a file or a shell put around it. Undefined where nothing is left; `source` is where it comes from, for a message. */
function cleaned(token: unknown, source: string): string | undefined {
  if (token === undefined) return undefined;
  const text = typeof token === "string" ? token.replaceAll(/[\r\n]/g, "").trim() : undefined;
  if (text !== undefined && /^[!-~]*$/.test(text)) return text === "" ? undefined : text;
  const found = text === undefined ? typeof token : "a text with a space or another character that no header can hold";
  throw new NestvecError("ARGUMENT_INVALID", { argument: source, found, expected: "a token of the hub, such as hf_…, or left out" });
}

const isTrue = (value: string | undefined): boolean => ["1", "ON", "YES", "TRUE"].includes((value ?? "").toUpperCase());

function endpointOf(text: unknown): string {
  const url = typeof text === "string" && URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.search === "" && url.hash === "" && url.username === "")
    return url.href.replace(/\/+$/, "");
  const expected = "the address of a hub, such as https://huggingface.co";
  throw new NestvecError("ARGUMENT_INVALID", {
    argument: "endpoint",
    found: typeof text === "string" ? JSON.stringify(text.replace(/\/\/[^@/]*@/, "//…@")) : inspect(text, { depth: 0 }),
    expected,
  });
}
