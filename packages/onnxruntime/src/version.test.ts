import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { supportedSystems } from "./load-binding.ts";
import { onnxRuntimeVersion } from "./version.ts";

const read = (path: string): Record<string, never> => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));

test("one version of ONNX Runtime everywhere, and a package of binaries for each system", () => {
  const { dependencies, optionalDependencies, peerDependencies, devDependencies } = read("../package.json");
  const names = supportedSystems.map((system) => `@nestvec/onnxruntime-${system.replace(" ", "-")}`);
  const webAssembly = ["wasm-darwin-x64", "wasm-linux-musl"].map((name) => `@nestvec/onnxruntime-${name}`);
  expect(optionalDependencies).toEqual(
    Object.fromEntries([...names, ...webAssembly].map((name) => [name, `workspace:${onnxRuntimeVersion}`])),
  );
  // As a peer, npm would install it wherever a package for another system is left out.
  expect(peerDependencies).toBeUndefined();
  expect(dependencies).toHaveProperty("onnxruntime-common", onnxRuntimeVersion);
  expect(devDependencies).toHaveProperty("onnxruntime-node", onnxRuntimeVersion);
});

test.each(supportedSystems)(
  "the binaries for %s are for that system alone, without a script that runs when they are installed",
  (system) => {
    const [os, cpu] = system.split(" ");
    const manifest = read(`../../onnxruntime-${os}-${cpu}/package.json`);
    expect(manifest).toMatchObject({ version: onnxRuntimeVersion, os: [os], cpu: [cpu], license: "MIT", preferUnplugged: true });
    if (os === "linux") expect(manifest).toMatchObject({ libc: ["glibc"] });
    expect(Object.keys(manifest["scripts"] ?? {}).filter((name) => /install|^prepare$/.test(name))).toEqual([]);
  },
);
