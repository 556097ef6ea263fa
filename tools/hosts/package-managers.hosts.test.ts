import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { holdsBinaries } from "../packed/shipped-files.ts";
import { packAll } from "../packed/tarballs.ts";
import { childEnvironment, runCommand } from "../run/run-command.mjs";
import { findManagers, type Manager } from "./managers.ts";
import { startRegistry } from "./registry.ts";
import { canLoseNetwork, runWithoutNetwork } from "./run-without-network.ts";

const { folder: packed, tarballs } = await packAll();
const folder = realpathSync(mkdtempSync(join(tmpdir(), "nestvec-managers-")));
const registry = await startRegistry(tarballs, folder);
const isolated = await canLoseNetwork();
const managers = await findManagers();
afterAll(async () => {
  await registry.close();
  for (const made of [packed, folder]) rmSync(made, { recursive: true, force: true });
});

const program = `
import { loadModel } from "@nestvec/runtime-node";
const lengths = [];
for (const isolation of ["thread", "process"]) {
  const model = await loadModel("nestvec-mini", { isolation });
  const { vectors } = await model.embed(["two words"], { dimension: 64 });
  lengths.push(vectors[0].length);
  await model.dispose();
}
console.log(JSON.stringify({ lengths }));
`;

/** Asks the server of the command line for one vector, and stops it. */
const serving = `
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
const main = fileURLToPath(new URL("main.js", import.meta.resolve("nestvec")));
const flags = ["serve", "--port", "0", "--prometheus-port", "0", "--layers", "6"];
const child = spawn(process.execPath, [main, ...flags], { stdio: ["ignore", "pipe", "inherit"] });
const ended = once(child, "close");
let url = "";
createInterface({ input: child.stdout }).on("line", async (line) => {
  url ||= /"url":"(http:[^"]+)"/.exec(line)?.[1] ?? "";
  if (!line.includes("model ready")) return;
  const body = JSON.stringify({ input: "two words", dimensions: 64 });
  const answer = await fetch(url + "/v1/embeddings", { method: "POST", headers: { "content-type": "application/json" }, body });
  const { data } = await answer.json();
  const docs = await fetch(url + "/docs/json");
  console.log(JSON.stringify({ status: answer.status, length: data?.[0]?.embedding?.length, docs: docs.status }));
  child.kill();
});
console.log(JSON.stringify({ code: (await ended)[0] }));
`;

/** A project with nothing in it, of a user who has set nothing but the registry. */
function newProject({ name, settings }: Manager) {
  const project = join(folder, name.replaceAll(/\W+/g, "-"));
  const home = join(project, "home");
  mkdirSync(home, { recursive: true });
  const files = {
    ...settings,
    "package.json": `{ "name": "app", "private": true, "type": "module" }\n`,
    "main.js": program,
    "serve.js": serving,
  };
  for (const [path, text] of Object.entries(files)) {
    writeFileSync(join(project, path), text.replaceAll("REGISTRY", `http://127.0.0.1:${registry.port}`));
  }
  // Nothing of this machine's user: no settings, and no cache that would hide a request.
  const own = Object.entries(childEnvironment()).filter(([key]) => !/^(npm|yarn|bun|pnpm)_|^(XDG_|CI$|NESTVEC_)/i.test(key));
  const environment = {
    ...Object.fromEntries(own),
    HOME: home,
    USERPROFILE: home,
    LOCALAPPDATA: home,
    YARN_CACHE_FOLDER: join(home, "yarn"),
  };
  return { project, environment };
}

describe.each(managers.map((manager) => [manager.name, manager] as const))("%s", (_, manager) => {
  test("adds the packages with no flag and no network but the registry, and they run", async (context) => {
    const { command, add, downloadsAll, run } = manager;
    if ("missing" in command) return context.skip(command.missing);
    const { project, environment } = newProject(manager);
    const call = (words: readonly string[]) =>
      isolated
        ? runWithoutNetwork(registry, words, { environment, folder: project })
        : runCommand(words[0] ?? "", words.slice(1), { environment, folder: project });

    registry.takeFetched();
    const added = await call([...command, add, "@nestvec/runtime-node", "nestvec"]);
    expect(added.succeeded, added.output).toBe(true);
    expect(added.output).not.toMatch(/ignored build|build script|approve-builds/i);
    // Of the binaries, this system's alone are there, and with most package managers they alone are downloaded.
    const own = `@nestvec/onnxruntime-${process.platform}-${process.arch}`;
    const installed = downloadsAll === true ? readdirSync(join(project, "node_modules/@nestvec")).map((name) => `@nestvec/${name}`) : [];
    const binaries = (downloadsAll === true ? installed : registry.takeFetched()).filter(holdsBinaries);
    // WebAssembly comes along where a package manager does not know C libraries, or keeps what two packages for other systems depend on.
    expect(binaries.filter((name) => name !== "@nestvec/onnxruntime-wasm")).toEqual([own]);

    const ran = await call([...run, "main.js"]);
    expect(ran.succeeded, ran.output).toBe(true);
    expect(ran.output).toContain(`{"lengths":[64,64]}`);

    const served = await call([...run, "serve.js"]);
    expect(served.output).toContain(`{"status":200,"length":64,"docs":200}`);
  });
});

test("nothing but the registry is reached from where packages are installed", async (context) => {
  if (!isolated) return context.skip("this system gives a process no network of its own");
  const ask = `fetch("http://127.0.0.1:${registry.port}/@nestvec%2fcore").then(({ status }) => console.log(status));
    require("node:net").connect({ host: "192.0.2.1", port: 80 }).on("error", ({ code }) => console.log(code));`;
  const { output } = await runWithoutNetwork(registry, [process.execPath, "-e", ask], { environment: childEnvironment(), folder });
  expect(output.trim().split("\n").toSorted()).toEqual(["200", "ENETUNREACH"]);
});
