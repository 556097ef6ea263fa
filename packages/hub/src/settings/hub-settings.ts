import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { NestvecError } from "@nestvec/core";

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
 * @throws NestvecError ARGUMENT_INVALID for an endpoint that is no address
 */
export async function hubSettings(choice: HubChoice, environment: Environment = process.env): Promise<HubSettings> {
  const endpoint = endpointOf(choice.endpoint ?? (environment["HF_ENDPOINT"] || "https://huggingface.co"));
  return {
    endpoint,
    token: choice.token ?? (await tokenOf(environment)),
    cacheFolder: choice.cacheFolder === undefined ? hubCacheFolder(environment) : resolve(choice.cacheFolder),
    isOffline: isTrue(environment["HF_HUB_OFFLINE"] || environment["TRANSFORMERS_OFFLINE"]),
    avoidsLinks: isTrue(environment["HF_HUB_DISABLE_SYMLINKS"]),
  };
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

async function tokenOf(environment: Environment): Promise<string | undefined> {
  const given = cleaned(environment["HF_TOKEN"] || environment["HUGGING_FACE_HUB_TOKEN"]);
  if (given !== undefined || isTrue(environment["HF_HUB_DISABLE_IMPLICIT_TOKEN"])) return given;
  const file = environment["HF_TOKEN_PATH"];
  const path = file ? expanded(file, environment) : join(hubHome(environment), "token");
  return cleaned(await readFile(path, "utf8").catch(() => undefined));
}

const cleaned = (token: string | undefined): string | undefined => token?.replaceAll(/[\r\n]/g, "").trim() || undefined;

const isTrue = (value: string | undefined): boolean => ["1", "ON", "YES", "TRUE"].includes((value ?? "").toUpperCase());

function endpointOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.search === "" && url.hash === "" && url.username === "")
    return url.href.replace(/\/+$/, "");
  const expected = "the address of a hub, such as https://huggingface.co";
  throw new NestvecError("ARGUMENT_INVALID", {
    argument: "endpoint",
    found: JSON.stringify(text.replace(/\/\/[^@/]*@/, "//…@")),
    expected,
  });
}
