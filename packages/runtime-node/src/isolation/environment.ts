import { isProvider } from "@nestvec/core/onnx-runtime";

// What a child needs of its host's environment: where to find libraries, the home, cache and temporary folders, the language, and
// settings of ONNX Runtime. Of NODE_OPTIONS only what finds
// packages, since the rest would load the host's tools again; and no secret.
const allowed: readonly string[] = [
  "PATH",
  "LD_LIBRARY_PATH",
  "DYLD_LIBRARY_PATH",
  "SystemRoot",
  "windir",
  "HOME",
  "USERPROFILE",
  "APPDATA",
  "LOCALAPPDATA",
  "XDG_CACHE_HOME",
  "NESTVEC_CACHE",
  "NESTVEC_TOKENIZER_CACHE",
  "TMPDIR",
  "TEMP",
  "TMP",
  "LANG",
  "LC_ALL",
  "TZ",
  "ORT_DISABLE_TELEMETRY",
];

/**
 * The environment of a child process: a short list of the host's, with ONNX Runtime's telemetry off unless the host has set that, and what the
 * drivers of its providers read. `CUDA_*` stands for all names that begin so.
 */
export function childEnvironment(host: Readonly<NodeJS.ProcessEnv> = process.env, providers: unknown = []): NodeJS.ProcessEnv {
  // What is no provider is refused by the child.
  const ofDrivers = Array.isArray(providers) ? providers.filter(isProvider).flatMap(({ environment = [] }) => environment) : [];
  const beginnings = ofDrivers.flatMap((name) => (name.endsWith("*") ? [name.slice(0, -1)] : []));
  const drivers = Object.keys(host).filter(
    (name) => ofDrivers.includes(name) || beginnings.some((beginning) => name.startsWith(beginning)),
  );
  const kept = [...allowed, ...drivers].flatMap((name) => (host[name] === undefined ? [] : [[name, host[name]] as const]));
  const resolver = plugAndPlay(host["NODE_OPTIONS"]);
  return { ORT_DISABLE_TELEMETRY: "1", ...Object.fromEntries(kept), ...(resolver === "" ? {} : { NODE_OPTIONS: resolver }) };
}

/** The options that load the resolver of Yarn's Plug'n'Play (`.pnp.cjs`, `.pnp.loader.mjs`): without it, a child finds no package. */
function plugAndPlay(options = ""): string {
  return (options.match(/--(require|import|loader|experimental-loader)[ =]("[^"]*\.pnp\.[^"]*"|\S*\.pnp\.\S*)/g) ?? []).join(" ");
}
