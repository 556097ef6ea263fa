import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { freePort } from "./free-port.ts";
import { packed, project } from "./project.ts";

// The recipes of docs/hosts.md, file by file, each in a project of its own with the packed packages and the host from the registry.
const tarballs = await packed();
const answer = "0.569";

test("a program in CommonJS", async () => {
  const app = await project(tarballs, "commonjs");
  expect(app.run("node", ["main.cjs"])).toMatchObject({ code: 0, output: expect.stringContaining(answer) as string });
});

describe("bundled by esbuild into CommonJS", () => {
  test("with the worker as an entry of its own", async () => {
    const app = await project(tarballs, "esbuild", { esbuild: "^0.28.0" });
    expect(app.run("node", ["build.js"])).toMatchObject({ code: 0 });
    for (const name of ["core", "runtime-node"]) rmSync(join(app.folder, "node_modules/@nestvec", name), { recursive: true });
    expect(app.run("node", ["dist/main.cjs"])).toMatchObject({ code: 0, output: expect.stringContaining(answer) as string });
    rmSync(join(app.folder, "dist/nestvec-worker.cjs"));
    expect(app.run("node", ["dist/main.cjs"]).output).toMatch(/"workerUrl" is .*which is not there; .* isolation: "none"/);
  });
});

test("bundled by webpack", async () => {
  const app = await project(tarballs, "webpack", { webpack: "^5.100.0", "webpack-cli": "^6.0.0" });
  expect(app.run("webpack", [])).toMatchObject({ code: 0 });
  for (const name of ["core", "runtime-node"]) rmSync(join(app.folder, "node_modules/@nestvec", name), { recursive: true });
  expect(app.run("node", ["dist/main.mjs"])).toMatchObject({ code: 0, output: expect.stringContaining(answer) as string });
});

test("Jest", async () => {
  const app = await project(tarballs, "jest", { jest: "^30.0.0", "@jest/globals": "^30.0.0" });
  const { code, output } = app.run("jest", [], { NODE_OPTIONS: "--experimental-vm-modules" });
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringMatching(/Tests: +3 passed, 3 total/) as string });
});

test.each(["vmThreads", "vmForks", "forks", "threads"])("Vitest, pool %s", async (pool) => {
  const app = await project(tarballs, "vitest", { vitest: "^4.1.0" });
  expect(app.run("vitest", ["run", "--pool", pool, "--no-color"])).toMatchObject({
    code: 0,
    output: expect.stringMatching(/Tests +3 passed \(3\)/) as string,
  });
});

test("Deno", async (context) => {
  const app = await project(tarballs, "deno", { deno: "^2.9.0" });
  const version = app.run("deno", ["--version"]);
  if (version.code !== 0) context.skip("npm has no Deno for this system");
  const { code, output } = app.run("deno", ["run", "--allow-all", "main.js"], { DENO_NO_UPDATE_CHECK: "1" });
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining(answer) as string });
});

describe.each(["--turbopack", "--webpack"])("Next.js, built with %s, standalone", (bundler) => {
  test("runs where nothing but its output is", async () => {
    const app = await project(tarballs, "next", { next: "^16.0.0", react: "^19.0.0", "react-dom": "^19.0.0" });
    expect(app.run("next", ["build", bundler], { NEXT_TELEMETRY_DISABLED: "1" })).toMatchObject({ code: 0 });
    const deployed = join(app.folder, "deployed");
    renameSync(join(app.folder, ".next/standalone"), deployed);
    rmSync(join(app.folder, "node_modules"), { recursive: true });
    expect(existsSync(join(deployed, "node_modules/@nestvec/runtime-node/dist/worker.js"))).toBe(true);
    const port = await freePort();
    const server = spawn(process.execPath, ["server.js"], {
      cwd: deployed,
      env: { PATH: process.env["PATH"], PORT: String(port), HOSTNAME: "127.0.0.1" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      await new Promise<void>((resolve) => server.stdout.on("data", (text) => String(text).includes("Ready") && resolve()));
      const query = new URLSearchParams({ left: "How do I reset my password?", right: "I forgot my login." });
      const response = await fetch(`http://127.0.0.1:${port}/similarity?${query}`);
      const { similarity } = (await response.json()) as { similarity: number };
      expect(similarity.toFixed(3)).toBe(answer);
    } finally {
      const ended = once(server, "exit");
      server.kill("SIGKILL");
      await ended;
    }
  });
});
