import { createServer, type Server } from "node:http";
import sirv from "sirv";

/** Where the page looks for its model. */
const modelPath = "/model/";

/**
 * A server of the files in a folder, with parts (Range) and entity tags. Its list of files is made once, so that no URL leads out of the
 * folder. What lies in `assets` bears a hash in its name and is kept by browsers for good. With `model` the files of that folder are served in
 * place of the page's own model.
 */
export function pageServer(folder: string, headers: Readonly<Record<string, string>>, model?: string): Server {
  const files = sirv(folder, {
    etag: true,
    setHeaders: (response, path) =>
      response.setHeader("cache-control", path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache"),
  });
  const ofModel =
    model === undefined
      ? undefined
      : sirv(model, { etag: true, setHeaders: (response) => response.setHeader("cache-control", "no-cache") });
  return createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (request.method !== "GET" && request.method !== "HEAD") return void response.writeHead(405, { allow: "GET, HEAD" }).end();
    const absent = (): void =>
      void response.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end("There is no such file.\n");
    if (ofModel !== undefined && request.url?.startsWith(modelPath) === true) {
      request.url = request.url.slice(modelPath.length - 1);
      ofModel(request, response, absent);
    } else files(request, response, absent);
  });
}
