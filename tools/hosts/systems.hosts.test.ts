import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, expect, test } from "vitest";
import { cache, root } from "../run/workspace.mjs";
import { inMusl } from "./musl.ts";
import { findHosts, findProgram, flagsOf, type Host } from "./programs.ts";
import { packed, project, type Project } from "./project.ts";

// What docs/hosts.md has in its table. The laws take a minute for each host: tools/hosts-table.mjs asks for them.
const withLaws = process.env["NESTVEC_HOSTS_LAWS"] === "1";
const tarballs = await packed();
const hosts = await findHosts();

/** A row of the table. */
interface Row {
  readonly host: string;
  readonly installs: string;
  readonly runs: string;
  readonly laws: string;
  readonly milliseconds: number | undefined;
  readonly megabytes: number | undefined;
}

const rows: Row[] = [];
const rowsFile = join(cache, "hosts-table.json");
afterAll(() => {
  if (!withLaws) return;
  mkdirSync(cache, { recursive: true });
  // Hosts that were not tried this time keep their rows.
  const before = (existsSync(rowsFile) ? JSON.parse(readFileSync(rowsFile, "utf8")) : []) as readonly Row[];
  const known = new Map([...before, ...rows].map((row) => [row.host, row]));
  writeFileSync(rowsFile, JSON.stringify([...known.values()]));
});

/** One install for all hosts of a system. */
const apps = new Map<Host["system"], Promise<Project>>();
function appFor(system: Host["system"]): Promise<Project> {
  const own = withLaws ? ["@nestvec/runtime-node", "@nestvec/conformance"] : ["@nestvec/runtime-node"];
  const known = apps.get(system) ?? newApp(system, own);
  apps.set(system, known);
  return known;
}

async function newApp(system: Host["system"], own: readonly string[]): Promise<Project> {
  const app = await project(tarballs, undefined, withLaws ? { vitest: "^4.1.0" } : {}, own, flagsOf[system]);
  cpSync(join(root, "tools/hosts/measured"), app.folder, { recursive: true });
  if (withLaws && system === "macOS on Intel") await addToolsOf(app.folder);
  return app;
}

/** Vitest runs on this system, whose binaries it needs, although the app was installed for another. */
async function addToolsOf(folder: string): Promise<void> {
  const { folder: own } = await appFor("this");
  for (const place of ["@rolldown", "."]) {
    const names = readdirSync(join(own, "node_modules", place)).filter((name) => /^(binding|lightningcss)-/.test(name));
    for (const name of names)
      cpSync(join(own, "node_modules", place, name), join(folder, "node_modules", place, name), { recursive: true });
  }
}

/** Runs a file of the app, or tests in it, in a host. */
function runIn({ program, musl }: Host, folder: string, parameters: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const words = "missing" in program ? [] : program;
  const [command = "", ...rest] = musl === undefined ? [...words, ...parameters] : inMusl(musl, folder, parameters);
  const { NODE_OPTIONS: _, VITEST: __, NODE_PATH: ___, ...inherited } = process.env;
  const env = { ...inherited, NODE_ENV: "", CI: "1", DENO_NO_UPDATE_CHECK: "1", ...environment };
  const { status, stdout, stderr } = spawnSync(command, rest, { cwd: folder, env, encoding: "utf8", timeout: 500_000 });
  return { code: status, stdout, output: `${stdout}${stderr}` };
}

test.for(hosts.map((host) => [host.name, host] as const))(
  "%s: installed without flags, a model has its reference's vectors",
  async ([name, host], context) => {
    const { program, system, tests, musl } = host;
    if ("missing" in program) {
      rows.push({
        host: name,
        installs: "not tried",
        runs: `not tried: ${program.missing}`,
        laws: "not tried",
        milliseconds: undefined,
        megabytes: undefined,
      });
      return context.skip(program.missing);
    }
    const { folder } = await appFor(system);
    const at = musl === undefined ? folder : "/app";
    const { code, stdout, output } = runIn(host, folder, [join(at, "first-vector.js")]);
    expect(code, output).toBe(0);
    const answer = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Record<string, never>;
    expect(answer, output).toMatchObject({ provider: system === "this" ? "cpu" : "wasm", similarity: "0.569", problems: [] });
    expect(Number(answer["golden"])).toBeGreaterThan(0);
    expect(answer["notes"]).toEqual(
      system === "this" ? [] : [expect.stringMatching(/^WebAssembly runs graphs in place of ONNX Runtime's binary: /)],
    );
    const laws = withLaws
      ? lawsIn(host, folder, [...tests.slice(0, 1).map((file) => (musl === undefined ? file : join(at, file))), ...tests.slice(1)], at)
      : "";
    rows.push({
      host: name,
      installs: system === "this" ? "yes" : "yes, by that system's choice of packages",
      runs: String(answer["provider"]),
      laws,
      milliseconds: Number(answer["milliseconds"]),
      megabytes: megabytesOf(folder),
    });
  },
);

function lawsIn(host: Host, folder: string, tests: readonly string[], at: string): string {
  const environment = { NESTVEC_TEST_PROVIDER: host.system === "this" ? "cpu" : "wasm" };
  const parameters = host.musl === undefined ? [...tests, "laws.test.js"] : [...tests, "--root", at, "laws.test.js"];
  const { output } = runIn(host, folder, parameters, environment);
  const passed = /(\d+) pass(?:ed)?\b/.exec(/Tests .*|^ *\d+ pass$/m.exec(output)?.[0] ?? "")?.[1];
  const failed = /(\d+) fail(?:ed)?\b/.exec(/Tests .*|^ *\d+ fail$/m.exec(output.replace(/^ *\d+ pass$/m, ""))?.[0] ?? "")?.[1] ?? "0";
  return passed === undefined || failed !== "0" ? `no: ${output.trim().split("\n").slice(-3).join(" ")}` : `${passed} of ${passed}`;
}

/** Of what npm installed, without the tests' own tools. */
function megabytesOf(folder: string): number {
  const modules = join(folder, "node_modules");
  const ours = ["@nestvec", "@huggingface", "@noble", "onnxruntime-common", "env-paths", "is-safe-filename", "undici"];
  const files = ours.flatMap((name) => {
    const entry = join(modules, name);
    return statSync(entry, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(entry, { recursive: true, withFileTypes: true });
  });
  const bytes = files.reduce(
    (sum, file) =>
      file.isFile() && !file.parentPath.includes("/conformance") ? sum + statSync(join(file.parentPath, file.name)).size : sum,
    0,
  );
  return Math.round(bytes / 1e6);
}

const invocations = `
import { createInterface } from "node:readline";
import { handler } from "./handler.mjs";
for await (const line of createInterface({ input: process.stdin })) console.log(JSON.stringify(await handler(JSON.parse(line))));
`;

test("as on AWS Lambda: one core, a disk that is read only, and frozen between calls", async (context) => {
  if (process.platform !== "linux" || spawnSync("unshare", ["--mount", "--map-root-user", "true"]).status !== 0)
    return context.skip("needs Linux, and mount namespaces");
  const app = await project(tarballs, "lambda");
  writeFileSync(join(app.folder, "invocations.mjs"), invocations);
  const script = `mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && cd "$1" && exec taskset -c 0 "$2" invocations.mjs`;
  const environment = { PATH: process.env["PATH"], HOME: app.folder };
  const parameters = ["--mount", "--map-root-user", "sh", "-c", script, "sh", app.folder, process.execPath];
  const began = performance.now();
  const child = spawn("unshare", parameters, { env: environment, stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const call = async (): Promise<string> => {
    child.stdin.write(`${JSON.stringify({ texts: ["two words"] })}\n`);
    return String((await lines.next()).value);
  };
  const first = await call();
  const milliseconds = Math.round(performance.now() - began);
  const before = JSON.parse(first) as { readonly vectors: readonly (readonly number[])[] };
  expect(before.vectors[0]).toHaveLength(128);
  for (let round = 0; round < 2; round++) {
    child.kill("SIGSTOP");
    await new Promise((resolve) => setTimeout(resolve, 1500));
    child.kill("SIGCONT");
    expect(await call()).toBe(first);
  }
  child.stdin.end();
  expect(await ended).toEqual([0, null]);
  rows.push({
    host: "as on AWS Lambda",
    installs: "yes",
    runs: "cpu",
    laws: "not tried: the laws are those of Node, and write files",
    milliseconds,
    megabytes: megabytesOf(app.folder),
  });
});

test("workerd, with the model's files as bindings", async (context) => {
  const program = await findProgram("@cloudflare/workerd-linux-64/bin/workerd");
  if ("missing" in program) return context.skip(program.missing);
  const app = await project(tarballs, "workerd", { esbuild: "^0.28.0" }, ["@nestvec/runtime-web", "@nestvec/model-mini"]);
  expect(app.run("node", ["build.js"])).toMatchObject({ code: 0 });
  const parameters = ["serve", "--control-fd=1", "dist/config.capnp"];
  const server = spawn(program[0] ?? "", parameters, { cwd: app.folder, stdio: ["ignore", "pipe", "inherit"] });
  try {
    const [line] = (await once(createInterface({ input: server.stdout }), "line")) as [string];
    const { port } = JSON.parse(line) as { readonly port: number };
    const query = new URLSearchParams({ left: "How do I reset my password?", right: "I forgot my login." });
    const began = performance.now();
    const response = await fetch(`http://127.0.0.1:${port}/?${query}`);
    const { similarity } = (await response.json()) as { readonly similarity: number };
    const milliseconds = Math.round(performance.now() - began);
    expect(similarity.toFixed(3)).toBe("0.569");
    const laws = "not tried: they need a test runner";
    rows.push({ host: "workerd", installs: "yes", runs: "wasm", laws, milliseconds, megabytes: megabytesOf(app.folder) });
  } finally {
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
  }
});
