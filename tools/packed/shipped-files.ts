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
  "@nestvec/conformance": [/^models\/tiny-modernbert\/.+\.(json|onnx|onnx\.data)$/],
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

/** Files in a tarball that should not ship. */
export function strangers({ name, contents }: Pick<Tarball, "name" | "contents">): string[] {
  const allowed = [...common, ...(own[name] ?? [])];
  return contents.filter((path) => !allowed.some((pattern) => pattern.test(path)));
}

/** Files that should be in a tarball and are not: the README, and the text of each licence that the package names. */
export function missingFiles({ contents, manifest }: Pick<Tarball, "contents" | "manifest">): string[] {
  const licence = String(manifest["license"]);
  const wanted = ["README.md"];
  if (licence.includes("MIT")) wanted.push("LICENSE-MIT");
  if (licence.includes("Apache-2.0")) wanted.push("LICENSE-APACHE");
  return wanted.filter((path) => !contents.includes(path));
}
