import { execSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readChecksums, sha256 } from "../onnxruntime/checksums.mjs";
import { runNode } from "../run/run-command.mjs";
import { readManifest, root, toolFile } from "../run/workspace.mjs";
import { installConsumer } from "./consumer.ts";
import { holdsBinaries, missingFiles, strangers } from "./shipped-files.ts";
import { packAll } from "./tarballs.ts";

const { folder, tarballs } = await packAll();
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(tarballs.map((tarball) => [tarball.name, tarball] as const))("%s, packed", (_, tarball) => {
  test("ships what it should and nothing else", () => {
    expect(strangers(tarball)).toEqual([]);
    expect(missingFiles(tarball)).toEqual([]);
  });

  test("names the versions it needs, not the workspace", () => {
    expect(JSON.stringify(tarball.manifest)).not.toContain("workspace:");
  });

  test("passes publint", async () => {
    const { buffer } = new Uint8Array(readFileSync(tarball.file));
    const { messages, pkg } = await publint({ strict: true, pack: { tarball: buffer } });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });
});

const typed = tarballs.filter(({ manifest }) => hasTypes(manifest)).map(({ name, file }) => [name, file] as const);
test.each(typed)("%s, packed: its types resolve (attw)", async (_, file) => {
  const command = toolFile("@arethetypeswrong/cli", "attw");
  const { succeeded, output } = await runNode([command, file, "--profile", "esm-only", "--format", "ascii"]);
  expect(succeeded, output).toBe(true);
});

describe("installed by npm in a project of its own", () => {
  let consumer = "";
  beforeAll(async () => {
    consumer = await installConsumer(folder, tarballs);
  });
  const node = (...parameters: string[]) => runNode(parameters, { folder: consumer });
  const installed = (path: string): string => join(consumer, "node_modules", path);

  test("one system's binaries are installed, as they were published", () => {
    const folders = readdirSync(installed("@nestvec")).filter((name) => holdsBinaries(`@nestvec/${name}`));
    expect(folders).toEqual([`onnxruntime-${process.platform}-${process.arch}`]);
    const binaries = installed(`@nestvec/${folders[0]}`);
    for (const { file, digest } of readChecksums(binaries)) expect(sha256(join(binaries, file)), file).toBe(digest);
  });

  test.each(["nodenext", "bundler"])("the types are right under moduleResolution %s", async (resolution) => {
    const { succeeded, output } = await node(installed("typescript/bin/tsc"), "-p", `tsconfig.${resolution}.json`);
    expect(succeeded, output).toBe(true);
  });

  test("the libraries embed and compare", async () => {
    const { output } = await node("nodenext/main.js");
    const answer = JSON.parse(output);
    // 2 vectors of 64 float32 are 512 bytes: 684 characters of base64.
    expect(answer).toMatchObject({ lengths: [64, 64], code: "LAYER_UNAVAILABLE", stored: 684, format: "csv", truncate: "function" });
    expect(answer.similarity).toBeGreaterThan(0);
  });

  test("without the binaries of this system, the error names their package", async () => {
    const name = `@nestvec/onnxruntime-${process.platform}-${process.arch}`;
    renameSync(installed(name), join(consumer, "elsewhere"));
    try {
      const { succeeded, output } = await node("nodenext/main.js");
      expect(succeeded).toBe(false);
      expect(output).toContain(`the package ${name} is not installed`);
      expect(output).toContain("PLATFORM_UNSUPPORTED");
    } finally {
      renameSync(join(consumer, "elsewhere"), installed(name));
    }
  });

  test("a program that imports nestvec has the runtime", async () => {
    const program = `import { loadModel, NestvecError } from "nestvec"; console.log(typeof loadModel, typeof NestvecError);`;
    const { output } = await node("--input-type=module", "--eval", program);
    expect(output.trim()).toBe("function function");
  });

  test("the conformance laws hold", async () => {
    const { succeeded, output } = await node(installed("vitest/vitest.mjs"), "run");
    expect(succeeded, output).toBe(true);
  });

  test("the command line runs", async () => {
    const command = installed(process.platform === "win32" ? ".bin/nestvec.cmd" : ".bin/nestvec");
    const nestvec = (parameters: string) => execSync(`"${command}" ${parameters}`, { cwd: consumer, encoding: "utf8" });
    expect(nestvec("--version").trim()).toBe(readManifest(join(root, "apps/cli")).version);
    const { text, dimension, embedding } = JSON.parse(nestvec(`embed "two words" --dimension 64 --format jsonl`));
    expect({ text, dimension, numbers: embedding.length }).toEqual({ text: "two words", dimension: 64, numbers: 64 });
  });

  test.each(["bench", "playground"])("without its package, nestvec %s names it", async (command) => {
    const name = `@nestvec/${command}`;
    renameSync(installed(name), join(consumer, "elsewhere"));
    try {
      const { succeeded, output } = await node(installed("nestvec/dist/main.js"), command);
      expect(succeeded).toBe(false);
      expect(output).toMatch(
        new RegExp(`^nestvec: nestvec ${command} needs the package ${name}, .*: npm install ${name}, or npx .*\\.\n$`),
      );
    } finally {
      renameSync(join(consumer, "elsewhere"), installed(name));
    }
  });

  test("with its package, nestvec bench runs", async () => {
    const { succeeded, output } = await node(installed("nestvec/dist/main.js"), "bench", "--help");
    expect(succeeded, output).toBe(true);
    expect(output).toContain("--write-table");
  });

  test("the playground is served, model included", async () => {
    const child = spawn(process.execPath, [installed("nestvec/dist/main.js"), "playground", "--port", "0"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const [printed] = await once(child.stdout, "data");
      const url = /http:\S+/.exec(String(printed))?.[0] ?? "";
      const answers = await Promise.all(["", "model/nestvec-manifest.json"].map((path) => fetch(url + path)));
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    } finally {
      child.kill();
    }
  });

  test("an application in one file has a worker of its own, or none", async () => {
    await build({
      absWorkingDir: consumer,
      entryPoints: ["app.ts", "app-worker.ts"],
      outdir: "bundled",
      bundle: true,
      format: "esm",
      platform: "node",
      // Native code, and a model's files, are no JavaScript.
      external: ["@nestvec/onnxruntime", "@nestvec/model-mini"],
    });
    // Nothing of ours but the two files.
    rmSync(installed("@nestvec/runtime-node"), { recursive: true });
    rmSync(installed("@nestvec/core"), { recursive: true });
    const { output } = await node("bundled/app.js");
    const [thread, child, here, noFile] = JSON.parse(output);
    expect({ thread, child, here }).toEqual({ thread: 32, child: 32, here: 32 });
    expect(noFile).toMatch(/^ARGUMENT_INVALID "workerUrl" is .* isolation: "none"/);
  });
});

test("every publishable package is versioned together", () => {
  const versions = new Set(
    tarballs.filter(({ name }) => !name.startsWith("@nestvec/onnxruntime-")).map(({ manifest }) => manifest["version"]),
  );
  expect([...versions]).toEqual([readManifest(join(root, "packages/core")).version]);
});

test("core is small", async () => {
  const { succeeded, output } = await runNode([toolFile("size-limit")]);
  expect(succeeded, output).toBe(true);
});

test("a file that should not ship is noticed", () => {
  const contents = ["src/a.test.ts", "src/testing/b.ts", "tsconfig.tsbuildinfo", ".tsc/a.d.ts", ".turbo/turbo-build.log", "models/a.onnx"];
  expect(strangers({ name: "@nestvec/core", contents })).toEqual(contents);
});

function hasTypes(manifest: Readonly<Record<string, unknown>>): boolean {
  return JSON.stringify(manifest["exports"]).includes(`"types"`);
}
