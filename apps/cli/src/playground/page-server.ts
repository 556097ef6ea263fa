import { createServer, type Server } from "node:http";
import sirv from "sirv";

/**
 * A server of the files in a folder, with parts (Range) and entity tags. Its list of files is made once, so that no URL leads out of the
 * folder. What lies in `assets` bears a hash in its name and is kept by browsers for good.
 */
export function pageServer(folder: string, headers: Readonly<Record<string, string>>): Server {
  const files = sirv(folder, {
    etag: true,
    setHeaders: (response, path) =>
      response.setHeader("cache-control", path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache"),
  });
  return createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (request.method !== "GET" && request.method !== "HEAD") return void response.writeHead(405, { allow: "GET, HEAD" }).end();
    files(
      request,
      response,
      () => void response.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end("There is no such file.\n"),
    );
  });
}
