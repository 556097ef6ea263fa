import { readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { openModel } from "@nestvec/core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { chromiumPath, startChromium, withoutChromium } from "@nestvec/chromium";
import { mini, modelSource } from "../testing/folder-source.ts";
import { nodeBuild, nodePlatform } from "../testing/node-build.ts";
import { startStaticServer, type StaticServer } from "../testing/static-server.ts";
import { webRuntimeFrom } from "../onnxruntime/web-runtime.ts";

const packages = fileURLToPath(new URL("../../..", import.meta.url));
const recipes = fileURLToPath(new URL("../../../../docs/recipes", import.meta.url));

/** Nothing of other sites, no script that is not a file of this one, no eval. */
const strictPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";

/** A recipe's folder as a project of its own, with the package installed. */
async function project(recipe: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `nestvec-${recipe}-`));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(join(recipes, recipe), folder, { recursive: true });
  await mkdir(join(folder, "node_modules", "@nestvec"), { recursive: true });
  await symlink(join(packages, "runtime-web"), join(folder, "node_modules", "@nestvec", "runtime-web"));
  await symlink(dirname(fileURLToPath(import.meta.resolve("vite/package.json"))), join(folder, "node_modules", "vite"));
  return folder;
}

async function serve(folders: Readonly<Record<string, string>>, texts: Readonly<Record<string, string>> = {}): Promise<StaticServer> {
  const server = await startStaticServer({ ...folders, "models/nestvec-mini": mini }, texts);
  onTestFinished(() => server.close());
  return server;
}

// A browser and a machine that does other work besides: nothing here is about time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

describe.skipIf(chromiumPath === undefined)(`the recipes of the documentation in Chromium ${withoutChromium}`, () => {
  let browser: Browser;
  let expected = "";
  beforeAll(async () => {
    browser = await startChromium();
    await using embedder = await openModel(modelSource("nestvec-mini"), {}, { ...nodePlatform, runtime: webRuntimeFrom(nodeBuild, {}) });
    expected = (await embedder.similarity("How do I reset my password?", "I forgot my login.")).similarity.toFixed(3);
  });
  afterAll(() => browser?.close());

  /** What the page of a recipe shows in the end, and what the browser had to say against it. */
  async function shown(url: string): Promise<{ readonly output: string; readonly complaints: readonly string[] }> {
    const page = await (await browser.newContext()).newPage();
    onTestFinished(() => page.context().close());
    const complaints: string[] = [];
    page.on("console", (message) => {
      const { url: about } = message.location();
      // The browser asks for an icon of its own accord, which a recipe has none of.
      if (message.type() === "error" && !about.endsWith("/favicon.ico")) complaints.push(`${message.text()} ${about}`);
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(url);
    const result = page.locator("output", { hasText: /^-?\d\.\d{3}$/ });
    const output = await result.textContent({ timeout: 100_000 }).catch(() => complaints.push("the page never showed a similarity"));
    return { output: String(output), complaints };
  }

  test("a page without a bundler", async () => {
    const texts = { "/index.html": readFileSync(join(recipes, "plain", "index.html"), "utf8") };
    const built = { "nestvec/runtime-web": join(packages, "runtime-web/dist"), "nestvec/core": join(packages, "core/dist") };
    const server = await serve(built, texts);
    expect(await shown(`${server.origin}/index.html`)).toEqual({ output: expected, complaints: [] });
  });

  test("Vite, built, under a strict policy, cross-origin isolated or not", async () => {
    const { build } = await import("vite");
    const folder = await project("vite");
    await build({ root: folder, configFile: join(folder, "vite.config.js"), base: "/app/", logLevel: "error" });
    const server = await serve({ app: join(folder, "dist") });
    for (const isIsolated of [true, false]) {
      Object.assign(server.behaviour, { isIsolated, contentSecurityPolicy: strictPolicy });
      expect(await shown(`${server.origin}/app/index.html`)).toEqual({ output: expected, complaints: [] });
    }
  });

  test("Vite's development server", async () => {
    const { createServer } = await import("vite");
    const folder = await project("vite");
    await mkdir(join(folder, "public", "models"), { recursive: true });
    await symlink(mini, join(folder, "public", "models", "nestvec-mini"));
    const cacheDir = join(folder, ".vite");
    const server = await createServer({
      root: folder,
      cacheDir,
      configFile: join(folder, "vite.config.js"),
      logLevel: "error",
      // The package is linked here, and not copied below the project.
      server: { port: 0, fs: { strict: false } },
    });
    onTestFinished(() => server.close());
    await server.listen();
    expect(await shown(server.resolvedUrls?.local[0] ?? "")).toEqual({ output: expected, complaints: [] });
  });

  test("webpack, under a strict policy, cross-origin isolated or not", async () => {
    const { webpack } = await import("webpack");
    const folder = await project("webpack");
    const { default: recipe } = (await import(pathToFileURL(join(folder, "webpack.config.js")).href)) as { default: object };
    const problems = await new Promise<unknown>((resolve) => {
      webpack({ ...recipe, context: folder, output: { path: join(folder, "dist"), publicPath: "/app/" } }, (error, stats) =>
        resolve(error ?? stats?.toJson({ all: false, errors: true, warnings: true })),
      );
    });
    expect(problems).toMatchObject({ errors: [] });
    const html = `<!doctype html><html lang="en"><body><output></output><script src="/app/main.js"></script></body></html>`;
    const server = await serve({ app: join(folder, "dist") }, { "/index.html": html });
    for (const isIsolated of [true, false]) {
      Object.assign(server.behaviour, { isIsolated, contentSecurityPolicy: strictPolicy });
      expect(await shown(`${server.origin}/index.html`)).toEqual({ output: expected, complaints: [] });
    }
  });
});

test("the documentation shows every file of the recipes as it is", () => {
  const page = readFileSync(join(recipes, "../runtime-web.md"), "utf8");
  const files = readdirSync(recipes, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(5);
  for (const { parentPath, name } of files) {
    if (name !== "index.html" || parentPath.endsWith("plain")) expect(page).toContain(readFileSync(join(parentPath, name), "utf8"));
  }
});
