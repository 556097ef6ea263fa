import type { Tarball } from "./tarballs.ts";

/** What may be in any package: its papers, its build with source maps, and the sources that those point to. */
const common = [
  /^package\.json$/,
  /^(README|CHANGELOG)\.md$/,
  /^LICENSE-(MIT|APACHE)$/,
  /^dist\/[\w-]+\.(js|js\.map|d\.ts)$/,
  /^src\/(?!.*(\.test\.ts$|testing\/)).+\.ts$/,
];

/** What may be in one package besides. */
const own: Readonly<Record<string, readonly RegExp[]>> = {
  // They name the package that holds WebAssembly.
  "@nestvec/onnxruntime-wasm-darwin-x64": [/^index\.(js|d\.ts)$/],
  "@nestvec/onnxruntime-wasm-linux-musl": [/^index\.(js|d\.ts)$/],
  "@nestvec/bench": [/^python\/[\w-]+\.py$/],
  "@nestvec/conformance": [
    /^models\/tiny-modernbert(-source)?\/.+\.(json|onnx|onnx\.data|safetensors)$/,
    /^models\/tiny-static\/.+\.(json|safetensors)$/,
  ],
  "@nestvec/server": [/^dist\/THIRD-PARTY-LICENSES\.txt$/],
  "@nestvec/runtime-web": [/^NOTICE$/, /^dist\/ort(\.\w+)*\.bundle\.min\.mjs$/, /^dist\/ort-wasm-simd-threaded(\.\w+)?\.wasm$/],
  "@nestvec/playground": [
    /^headers\.json$/,
    /^dist\/(index\.html|icon\.svg|assets\/[\w.-]+\.(js|css|wasm))$/,
    /^dist\/model\/(NOTICE|(nestvec-manifest|config|quality|tokenizer|tokenizer_config)\.json|onnx\/[\w-]+\.(onnx|bin|json))$/,
  ],
  "@nestvec/model-mini": [
    /^NOTICE$/,
    /^(nestvec-manifest|config|golden|quality|tokenizer|tokenizer_config)\.json$/,
    /^onnx\/[\w-]+\.(onnx|bin|json)$/,
  ],
};

/** ONNX Runtime's binaries, which are Microsoft's, with their papers. */
const binaries = [
  /^(package\.json|README\.md|index\.(cjs|js|d\.ts)|SHA256SUMS|LICENSE|ThirdPartyNotices\.txt)$/,
  /^dist\/(lib)?onnxruntime[\w.]*\.(node|so\.1|dylib|dll)$/,
  /^dist\/(ort\.node\.min\.mjs|ort-wasm-simd-threaded\.(mjs|wasm))$/,
];

/** Whether a package holds binaries of ONNX Runtime, whose version and licence it has: a system's, or WebAssembly. */
export const holdsBinaries = (name: string): boolean => /^@nestvec\/onnxruntime-(?!wasm-)/.test(name);

const mainBinary = (name: string): string =>
  name === "@nestvec/onnxruntime-wasm" ? "dist/ort-wasm-simd-threaded.wasm" : "dist/onnxruntime_binding.node";

/** Files in a tarball that should not ship. */
export function strangers({ name, contents }: Pick<Tarball, "name" | "contents">): string[] {
  const allowed = holdsBinaries(name) ? binaries : [...common, ...(own[name] ?? [])];
  return contents.filter((path) => !allowed.some((pattern) => pattern.test(path)));
}

/** Files that should be in a tarball and are not: the README, the text of each licence that the package names, and those of what is built into it. */
export function missingFiles({ name, contents, manifest }: Pick<Tarball, "name" | "contents" | "manifest">): string[] {
  const licence = String(manifest["license"]);
  const wanted = ["README.md"];
  if (name === "@nestvec/server") wanted.push("dist/THIRD-PARTY-LICENSES.txt");
  if (holdsBinaries(name)) wanted.push("LICENSE", "ThirdPartyNotices.txt", "SHA256SUMS", mainBinary(name));
  else {
    if (licence.includes("MIT")) wanted.push("LICENSE-MIT");
    if (licence.includes("Apache-2.0")) wanted.push("LICENSE-APACHE");
  }
  return wanted.filter((path) => !contents.includes(path));
}
