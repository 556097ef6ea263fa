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
  /^(package\.json|README\.md|index\.cjs|SHA256SUMS|LICENSE|ThirdPartyNotices\.txt)$/,
  /^dist\/(lib)?onnxruntime[\w.]*\.(node|so\.1|dylib|dll)$/,
];

/** Whether a package holds a system's binaries of ONNX Runtime, whose version and licence it has. */
export const holdsBinaries = (name: string): boolean => name.startsWith("@nestvec/onnxruntime-");

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
  if (holdsBinaries(name)) wanted.push("LICENSE", "ThirdPartyNotices.txt", "SHA256SUMS", "dist/onnxruntime_binding.node");
  else {
    if (licence.includes("MIT")) wanted.push("LICENSE-MIT");
    if (licence.includes("Apache-2.0")) wanted.push("LICENSE-APACHE");
  }
  return wanted.filter((path) => !contents.includes(path));
}
