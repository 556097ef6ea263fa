import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { basename, join } from "node:path";
import type { AddressInfo } from "node:net";
import type { Tarball } from "../packed/tarballs.ts";
import { runNpm } from "../run/run-command.mjs";

/** An npm registry on this machine: our packages as they would be published, and everything else from the one that npm is set to. */
export interface Registry {
  readonly port: number;
  /** The socket file that it listens on, too, where another network namespace reaches it. */
  readonly socket: string;
  /** Names of the files of ours that were fetched since the last call. */
  takeFetched(): string[];
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

/** Starts a registry. Its socket file lies in `folder`. */
export async function startRegistry(tarballs: readonly Tarball[], folder: string): Promise<Registry> {
  const upstream = (await runNpm(["config", "get", "registry"])).output.trim().replace(/\/$/, "");
  const ours = new Map(tarballs.map((tarball) => [tarball.name, tarball]));
  const seen = new Map<string, Promise<Answer>>();
  const fetched: string[] = [];
  const onPort = createServer(answer);
  const onSocket = createServer(answer);
  const servers = [onPort, onSocket];
  const socket = join(folder, "registry.sock");
  onPort.listen(0, "127.0.0.1");
  onSocket.listen(socket);
  await Promise.all(servers.map((server) => once(server, "listening")));
  const { port } = onPort.address() as AddressInfo;
  const here = `http://127.0.0.1:${port}`;

  return {
    port,
    socket,
    takeFetched: () => fetched.splice(0),
    close: async () => {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };

  function answer(request: IncomingMessage, response: ServerResponse): void {
    answerTo(request).then(
      ({ status, type, body }) => response.writeHead(status, { "content-type": type, "content-length": body.length }).end(body),
      (error: unknown) => response.writeHead(502).end(String(error)),
    );
  }

  async function answerTo({ method, url = "/", headers }: IncomingMessage): Promise<Answer> {
    // Audits and the like: whatever a package manager asks besides is not there, which none of them needs.
    if (method !== "GET") return { status: 404, type: "text/plain", body: Buffer.from("") };
    const path = decodeURIComponent(url.slice(1));
    const file = /^-\/nestvec\/(.+)$/.exec(path)?.[1];
    if (file !== undefined) {
      const tarball = tarballs.find((one) => basename(one.file) === file);
      if (tarball === undefined) return { status: 404, type: "text/plain", body: Buffer.from("") };
      fetched.push(tarball.name);
      return { status: 200, type: "application/octet-stream", body: readFileSync(tarball.file) };
    }
    const own = ours.get(path);
    if (own !== undefined) return { status: 200, type: "application/json", body: Buffer.from(JSON.stringify(packument(own, here))) };
    const { accept = "*/*" } = headers;
    const key = `${accept} ${url}`;
    let known = seen.get(key);
    if (known === undefined) seen.set(key, (known = fromUpstream(url, accept)));
    return known;
  }

  async function fromUpstream(url: string, accept: string): Promise<Answer> {
    const answered = await fetch(upstream + url, { headers: { accept } });
    const type = answered.headers.get("content-type") ?? "application/octet-stream";
    const body = Buffer.from(await answered.arrayBuffer());
    // Tarballs are to come from here as well.
    const local = type.includes("json") ? Buffer.from(body.toString("utf8").replaceAll(`${upstream}/`, `${here}/`)) : body;
    return { status: answered.status, type, body: local };
  }
}

/** What a registry says of a package. */
function packument({ name, file, manifest }: Tarball, here: string): object {
  const version = String(manifest["version"]);
  const bytes = readFileSync(file);
  const dist = {
    tarball: `${here}/-/nestvec/${basename(file)}`,
    integrity: `sha512-${createHash("sha512").update(bytes).digest("base64")}`,
    shasum: createHash("sha1").update(bytes).digest("hex"),
  };
  // Some package managers wait until a version is some days old.
  const time = "2020-01-01T00:00:00.000Z";
  return {
    name,
    "dist-tags": { latest: version },
    time: { created: time, modified: time, [version]: time },
    versions: { [version]: { ...manifest, _id: `${name}@${version}`, dist } },
  };
}
