import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { Readable } from "node:stream";

/** What the server does wrong, or otherwise than most. Can be changed between requests. */
export interface Behaviour {
  /** Adds the headers that make a page cross-origin isolated, as threads need. */
  isIsolated: boolean;
  contentSecurityPolicy: string | undefined;
  /** Breaks the connection of files that end so, after so many bytes of an answer. */
  breaks: { readonly file: string; readonly after: number } | undefined;
  /** Changes bytes of files that end so. */
  spoils: string | undefined;
  /** Has no files that end so. */
  hides: string | undefined;
  /** Answers with a page, and with success, where there is no file. */
  hasFallbackPage: boolean;
  /** What is answered where there is no file. */
  absentStatus: number;
  /** What is answered to HEAD, where that is not known here. */
  headStatus: number | undefined;
  /** So many requests for a file itself are answered with 503. */
  busy: number;
  /** Answers a request for a part with the whole. */
  givesParts: boolean;
  /** Breaks every connection that asks for a model's file. */
  isDown: boolean;
}

/** A request that was answered. */
export interface Answered {
  readonly method: string;
  readonly path: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
  readonly cacheControl: string | undefined;
  readonly status: number;
}

/** A server of static files for tests in a browser. */
export interface StaticServer {
  readonly origin: string;
  readonly behaviour: Behaviour;
  readonly log: Answered[];
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** Serves folders by the beginning of their URL, and texts by their whole path. */
export async function startStaticServer(
  folders: Readonly<Record<string, string>>,
  texts: Readonly<Record<string, string>> = {},
): Promise<StaticServer> {
  const behaviour: Behaviour = {
    isIsolated: true,
    contentSecurityPolicy: undefined,
    breaks: undefined,
    spoils: undefined,
    hides: undefined,
    hasFallbackPage: false,
    absentStatus: 404,
    headStatus: undefined,
    busy: 0,
    givesParts: true,
    isDown: false,
  };
  const log: Answered[] = [];
  const server = createServer((incoming, outgoing) => {
    const isModel = /^\/(models|mini)\//.test(incoming.url ?? "");
    if (behaviour.isDown && isModel) outgoing.destroy();
    else answer(incoming, outgoing);
  });

  function answer(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method = "GET" } = incoming;
    const path = normalize(decodeURIComponent(new URL(incoming.url ?? "/", "http://localhost").pathname));
    const end = (status: number, headers: Readonly<Record<string, string | number>>, body?: Readable): void => {
      const { range, "if-range": ifRange, "cache-control": cacheControl } = incoming.headers;
      log.push({ method, path, range, ifRange: typeof ifRange === "string" ? ifRange : undefined, cacheControl, status });
      outgoing.writeHead(status, { ...common(), ...headers });
      if (body === undefined || method === "HEAD") outgoing.end();
      else send(outgoing, path, body);
    };
    if (method === "HEAD" && behaviour.headStatus !== undefined) return end(behaviour.headStatus, {});
    if (method === "GET" && behaviour.busy > 0) {
      behaviour.busy -= 1;
      return end(503, {});
    }
    const text = texts[path];
    if (text !== undefined) return end(200, { "content-type": types[extname(path)] ?? "text/html; charset=utf-8" }, Readable.from([text]));
    const served = Object.keys(folders)
      .filter((name) => path.startsWith(`/${name}/`))
      .toSorted((a, b) => b.length - a.length)[0];
    const file = served === undefined ? undefined : join(folders[served] ?? "", path.slice(served.length + 1));
    if (file === undefined || !existsSync(file) || !statSync(file).isFile() || isHidden(path)) return none(end);
    const { size, mtimeMs } = statSync(file);
    const etag = `"${size}-${mtimeMs}"`;
    const headers = { "content-type": types[extname(file)] ?? "application/octet-stream", etag, "accept-ranges": "bytes" };
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(incoming.headers.range ?? "") ?? [];
    const isSame = incoming.headers["if-range"] === undefined || incoming.headers["if-range"] === etag;
    if (from === undefined || !behaviour.givesParts || !isSame)
      return end(200, { ...headers, "content-length": size }, createReadStream(file));
    const start = Number(from);
    const last = Math.min(to === "" ? size - 1 : Number(to), size - 1);
    if (start >= size) return end(416, { "content-range": `bytes */${size}` });
    const part = { "content-length": last - start + 1, "content-range": `bytes ${start}-${last}/${size}` };
    end(206, { ...headers, ...part }, createReadStream(file, { start, end: last }));
  }

  function none(end: (status: number, headers: Readonly<Record<string, string>>, body?: Readable) => void): void {
    if (behaviour.hasFallbackPage) end(200, { "content-type": "text/html; charset=utf-8" }, Readable.from(["<!doctype html>"]));
    else end(behaviour.absentStatus, { "content-type": "application/xml" }, Readable.from(["<Error/>"]));
  }

  const isHidden = (path: string): boolean => behaviour.hides !== undefined && path.endsWith(behaviour.hides);

  function common(): Record<string, string> {
    const isolation = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };
    const policy = behaviour.contentSecurityPolicy;
    return {
      "cache-control": "no-store",
      ...(behaviour.isIsolated ? isolation : {}),
      ...(policy === undefined ? {} : { "content-security-policy": policy }),
    };
  }

  function send(outgoing: ServerResponse, path: string, body: Readable): void {
    const { breaks, spoils } = behaviour;
    let sent = 0;
    body.on("data", (chunk: Buffer | string) => {
      const bytes = Buffer.from(chunk);
      if (spoils !== undefined && path.endsWith(spoils)) bytes[0] = 255 - (bytes[0] ?? 0);
      if (breaks !== undefined && path.endsWith(breaks.file) && sent + bytes.length > breaks.after) {
        body.destroy();
        // What was written reaches the browser first.
        outgoing.write(bytes.subarray(0, breaks.after - sent), () => setTimeout(() => outgoing.destroy(), 50));
        return;
      }
      sent += bytes.length;
      outgoing.write(bytes);
    });
    body.on("end", () => outgoing.end());
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    // Of http, browsers trust localhost alone.
    origin: `http://localhost:${port}`,
    behaviour,
    log,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
