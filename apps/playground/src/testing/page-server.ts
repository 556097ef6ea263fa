import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import sirv from "sirv";

/** What the server does wrong. Can be changed between requests. */
export interface Faults {
  /** Breaks the connection of files that end so, after so many bytes. */
  breaks?: { readonly file: string; readonly after: number } | undefined;
  /** Answers with another byte in the middle of files that end so. */
  spoils?: string | undefined;
  /** Sends none of the headers that make threads possible. */
  isPlain?: boolean;
}

/** The built page, served as `nestvec playground` does, at some path of a host. */
export interface PageServer {
  readonly origin: string;
  readonly url: string;
  readonly faults: Faults;
  /** Paths of requests, with the range that was asked for. */
  readonly log: { readonly path: string; readonly range: string | undefined }[];
  close(): Promise<void>;
}

/** Where the page lies on the host: not at its root, as it must not matter. */
const base = "/some/where/";
const dist = fileURLToPath(new URL("../../dist", import.meta.url));
const headers: Readonly<Record<string, string>> = JSON.parse(readFileSync(new URL("../../headers.json", import.meta.url), "utf8"));

/** Serves the built page. */
export async function startPageServer(): Promise<PageServer> {
  const faults: Faults = {};
  const log: PageServer["log"] = [];
  const files = sirv(dist, {
    etag: true,
    setHeaders: (response) => response.setHeader("cache-control", faults.spoils === undefined ? "no-cache" : "no-store"),
  });

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? "/";
    log.push({ path, range: request.headers.range });
    for (const [name, value] of Object.entries(faults.isPlain === true ? {} : headers)) response.setHeader(name, value);
    if (!path.startsWith(base)) return void response.writeHead(404).end();
    const { breaks, spoils } = faults;
    if (breaks !== undefined && path.endsWith(breaks.file)) {
      // Nor does it come back.
      if (request.headers.range !== undefined) return void response.destroy();
      breakOff(response, breaks.after);
    }
    if (spoils !== undefined && path.endsWith(spoils)) spoil(response);
    request.url = path.slice(base.length - 1);
    files(request, response, () => void response.writeHead(404).end());
  };

  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  // Of http, browsers trust localhost alone.
  const origin = `http://localhost:${port}`;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { origin, url: origin + base, faults, log, close };
}

/** Lets an answer end after so many bytes, in the middle of it. */
function breakOff(response: ServerResponse, after: number): void {
  const write = response.write.bind(response) as (chunk: Buffer, sent?: () => void) => boolean;
  let sent = 0;
  response.write = (chunk: Buffer) => {
    if (sent >= after) return false;
    sent += chunk.length;
    // What was written reaches the browser first.
    return write(chunk, sent < after ? undefined : () => setTimeout(() => response.destroy(), 50));
  };
}

/** Changes the first byte of each piece of an answer. */
function spoil(response: ServerResponse): void {
  const write = response.write.bind(response) as (chunk: Buffer) => boolean;
  response.write = (chunk: Buffer) => {
    chunk.writeUInt8(chunk.readUInt8(0) ^ 1, 0);
    return write(chunk);
  };
}
