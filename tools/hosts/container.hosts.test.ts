import { execFileSync, spawn } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../run/workspace.mjs";
import { executeDockerfile, type Image } from "./dockerfile.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "nestvec-container-")));
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const deploy = (name: string): string => readFileSync(join(root, "apps/server/deploy", name), "utf8");
let image: Image;

beforeAll(async () => {
  // What a fresh clone has: neither node_modules nor builds.
  const context = join(folder, "context");
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], { cwd: root, encoding: "utf8" });
  for (const path of listed.split("\0")) {
    if (path !== "" && statSync(join(root, path), { throwIfNoEntry: false })?.isFile() === true)
      cpSync(join(root, path), join(context, path));
  }
  image = await executeDockerfile(deploy("Dockerfile"), { context, folder });
}, 1_200_000);

const filesIn = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );

test("the image holds ONNX Runtime for its own system alone", () => {
  const binaries = filesIn(image.root).filter((file) => /onnxruntime[\w.]*\.(node|so\S*|dylib|dll)$/.test(file));
  const own = `onnxruntime-${process.platform}-${process.arch}`;
  expect(binaries.length).toBeGreaterThanOrEqual(2);
  expect(binaries.filter((file) => !file.includes(own))).toEqual([]);
  const megabytes = filesIn(image.root).reduce((sum, file) => sum + statSync(file).size, 0) / 1e6;
  console.log(`without Node and Debian, the image holds ${megabytes.toFixed(0)} MB`);
  expect(megabytes).toBeLessThan(150);
});

interface Manifest {
  readonly kind: string;
  readonly spec: { readonly template: { readonly spec: { readonly containers: readonly { readonly args: readonly string[] }[] } } };
}

const manifests = parseAllDocuments(deploy("kubernetes/nestvec.yaml")).map((document) => document.toJS() as Manifest);
const compose = parse(deploy("compose.yaml")) as { readonly services: { readonly nestvec: { readonly command: readonly string[] } } };
const starts: readonly (readonly [string, readonly string[]])[] = [
  ["the Dockerfile", []],
  ["compose.yaml", compose.services.nestvec.command],
  ["the Deployment", manifests.find(({ kind }) => kind === "Deployment")?.spec.template.spec.containers[0]?.args ?? []],
];

test.each(starts)("as %s starts it, the server is ready by its own health check, embeds, and ends on SIGTERM", async (_, parameters) => {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const environment = {
    PATH: process.env["PATH"],
    ...image.environment,
    // On this machine, nobody else is to reach it.
    NESTVEC_HOSTNAME: "127.0.0.1",
    NESTVEC_PROMETHEUS_HOSTNAME: "127.0.0.1",
    NESTVEC_PORT: String(port),
    NESTVEC_PROMETHEUS_PORT: String(metricsPort),
  };
  const [uid, gid] = image.user.split(":").map(Number);
  const user = process.getuid?.() === 0 && uid !== undefined && gid !== undefined ? { uid, gid } : {};
  const start = ([command = "", ...rest]: readonly string[]) =>
    spawn(command, rest, { env: environment, cwd: image.root, stdio: ["ignore", "pipe", "pipe"], ...user });
  const server = start([...image.entrypoint, ...parameters]);
  let printed = "";
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (chunk) => (printed += String(chunk)));
  const ended = once(server, "exit");
  try {
    await expect.poll(async () => (await once(start(image.healthcheck), "exit"))[0], { timeout: 120_000, interval: 500 }).toBe(0);
    const body = JSON.stringify({ inputs: "two words" });
    const answer = await fetch(`http://127.0.0.1:${port}/embed`, { method: "POST", headers: { "content-type": "application/json" }, body });
    const vectors = (await answer.json()) as readonly (readonly number[])[];
    expect(vectors[0], printed).toHaveLength(384);
  } finally {
    server.kill("SIGTERM");
  }
  expect(await ended, printed).toEqual([0, null]);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
