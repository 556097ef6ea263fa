import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { finished, runCli, startCli, type Finished } from "../testing/cli.ts";

/** The page, served by the program. */
interface Served {
  readonly url: string;
  readonly pid: number;
  readonly end: Promise<Finished>;
  readonly kill: (signal: NodeJS.Signals) => void;
}

const running: Served[] = [];
afterEach(async () => {
  for (const served of running.splice(0)) {
    served.kill("SIGTERM");
    await served.end;
  }
});

async function serve(...args: readonly string[]): Promise<Served> {
  const child = startCli(["playground", "--port", "0", ...args]);
  const end = finished(child);
  const [printed] = (await once(child.stdout, "data")) as [Buffer];
  const url = /^The playground is at (http:\S+) \(Ctrl-C ends it\)\n$/.exec(printed.toString())?.[1] ?? "";
  const served = { url, pid: child.pid!, end, kill: (signal: NodeJS.Signals) => void child.kill(signal) };
  running.push(served);
  return served;
}

/** The status of a path that is sent as it is; `fetch` would tidy it up. */
function statusOf(url: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    request({ hostname, port, path }, (response) => resolve(response.resume().statusCode))
      .on("error", reject)
      .end();
  });
}

describe("playground", () => {
  test("serves the page, isolated and under a strict policy", async () => {
    const { url } = await serve();
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/html;charset=utf-8",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      "x-content-type-options": "nosniff",
      "cache-control": "no-cache",
    });
    const policy = response.headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';");
    expect(policy).not.toMatch(/'unsafe-(eval|inline)'|\*|https?:/);
    const page = await response.text();
    const assets = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(([, path]) => path!);
    expect(assets.length).toBeGreaterThan(1);
    for (const path of assets) {
      const asset = await fetch(url + path);
      expect(asset.headers.get("content-type")).toMatch(/^text\/(javascript|css)/);
      expect(asset.headers.get("cache-control")).toContain("immutable");
      expect(asset.headers.get("cross-origin-embedder-policy")).toBe("require-corp");
    }
    const wasm = /assets\/ort-wasm[\w-]*\.wasm/.exec(await (await fetch(`${url}service-worker.js`)).text())?.[0] ?? "";
    expect((await fetch(url + wasm, { method: "HEAD" })).headers.get("content-type")).toBe("application/wasm");
  });

  test("serves the model, in parts where they are asked for", async () => {
    const { url } = await serve();
    const weights = `${url}model/onnx/embeddings.bin`;
    const part = await fetch(weights, { headers: { range: "bytes=100-199" } });
    expect([part.status, part.headers.get("content-range")]).toEqual([206, "bytes 100-199/12651520"]);
    expect((await part.arrayBuffer()).byteLength).toBe(100);
    expect((await fetch(weights, { headers: { range: "bytes=99999999-" } })).status).toBe(416);
    expect((await fetch(weights, { method: "POST" })).status).toBe(405);
  });

  test("no path leads out of its folder", async () => {
    const { url } = await serve();
    const paths = [
      "/../package.json",
      "/..%2fpackage.json",
      "/%2e%2e/package.json",
      "/assets/../../headers.json",
      "/..\\package.json",
      "/%",
      "/nothing",
    ];
    expect(await Promise.all(paths.map((path) => statusOf(url, path)))).toEqual(paths.map(() => 404));
  });

  test("listens on this machine alone", async () => {
    const { url } = await serve();
    expect(new URL(url).hostname).toBe("localhost");
  });

  test.skipIf(process.platform === "win32").each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s ends it at once, also while a browser is connected", async (signal, code) => {
    const served = await serve();
    const { hostname, port } = new URL(served.url);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    served.kill(signal);
    expect(await served.end).toMatchObject({ code, stderr: "" });
    socket.destroy();
  });

  test("a port or an address that cannot be had is said in a sentence", async () => {
    const { url } = await serve();
    const { port } = new URL(url);
    const taken = await runCli(["playground", "--port", port]);
    expect(taken).toMatchObject({ code: 2, stdout: "" });
    expect(taken.stderr).toBe(
      `nestvec: "--port" is ${port}, which another program uses; it must be a free port, or 0 to take any that is free.\n`,
    );
    const nowhere = await runCli(["playground", "--port", "0", "--model", "nowhere"]);
    expect(nowhere).toMatchObject({ code: 2, stdout: "" });
    expect(nowhere.stderr).toBe(
      'nestvec: "--model" is "nowhere"; it must be a folder with a model\'s files, such as one that nestvec compile made.\n',
    );
    const elsewhere = await runCli(["playground", "--host", "192.0.2.1"]);
    expect(elsewhere.code).toBe(2);
    expect(elsewhere.stderr).toMatch(
      /^nestvec: "--host" is "192\.0\.2\.1" \(.*\); it must be an address of this machine, such as localhost\.\n$/,
    );
  });
});
