import { messageOf, NestvecError } from "@nestvec/core";
import { ConnectionError, pathProblem } from "@nestvec/core/download";
import { isCommit } from "../settings/repository-name.ts";
import type { HubClient, HubResponse } from "./hub-client.ts";
import { refusedByHub } from "./refused-by-hub.ts";

/** A file of a repository, as the hub lists it. */
export interface ListedFile {
  readonly path: string;
  readonly bytes: number;
  /** The name of its bytes: their sha256, or what git has for them. */
  readonly oid: string;
  readonly isLfs: boolean;
}

/** All files of a repository at one commit, by path. */
export type Listing = ReadonlyMap<string, ListedFile>;

/** More than any answer of a hub that means well. */
const mostBytes = 64 * 2 ** 20;
const mostFiles = 200_000;

/**
 * The commit that a revision means now.
 * @throws NestvecError HUB_REFUSED, HUB_UNREACHABLE, HUB_ANSWER_INVALID, ABORTED
 */
export async function resolveRevision(client: HubClient, repository: string, revision: string): Promise<string> {
  const url = apiUrl(client, repository, `revision/${encodeURIComponent(revision)}`);
  const { value } = await getJson(client, url, repository, revision);
  const commit = typeof value === "object" && value !== null && "sha" in value ? value.sha : undefined;
  if (typeof commit !== "string" || !isCommit(commit)) throw invalid(client, repository, "it names no commit");
  if (isCommit(revision) && commit !== revision)
    throw invalid(client, repository, `asked for the commit ${revision}, it speaks of ${commit}`);
  return commit;
}

/**
 * What is in a repository at a commit. A list with a path that leads out of a folder is refused as a whole.
 * @throws NestvecError HUB_REFUSED, HUB_UNREACHABLE, HUB_ANSWER_INVALID, ABORTED
 */
export async function listFiles(client: HubClient, repository: string, commit: string): Promise<Listing> {
  const listing = new Map<string, ListedFile>();
  const paths = new Set<string>();
  const { origin } = new URL(client.settings.endpoint);
  let url = apiUrl(client, repository, `tree/${commit}?recursive=true&expand=false`);
  for (;;) {
    const { value, link } = await getJson(client, url, repository, commit);
    if (!Array.isArray(value)) throw invalid(client, repository, "its list of files is none");
    const before = paths.size;
    for (const entry of value as readonly unknown[]) {
      const { path, file } = listedEntry(entry, (problem) => invalid(client, repository, problem));
      paths.add(path);
      if (file !== undefined) listing.set(path, file);
    }
    if (paths.size > mostFiles) throw invalid(client, repository, `it lists more than ${mostFiles.toLocaleString("en-US")} files`);
    const next = /<([^>]+)>\s*;\s*rel="?next"?/.exec(link ?? "")?.[1];
    if (next === undefined) return listing;
    if (!URL.canParse(next, url.href)) throw invalid(client, repository, "its list goes on at what is no address");
    url = new URL(next, url);
    // An address of another host would be asked with no token, and believed all the same.
    if (url.origin !== origin) throw invalid(client, repository, "its list goes on at another host");
    // A page of which nothing is new leads to others like it.
    if (paths.size === before) throw invalid(client, repository, "its list never ends");
  }
}

/** A path of a list, and the file that it is; none for a folder. @throws what `wrong` makes of what is wrong with the entry */
function listedEntry(
  entry: unknown,
  wrong: (problem: string) => NestvecError,
): { readonly path: string; readonly file: ListedFile | undefined } {
  if (typeof entry !== "object" || entry === null) throw wrong("its list holds what is no file");
  const { type, path, size, oid, lfs } = entry as Record<string, unknown>;
  if (typeof path !== "string") throw wrong("its list holds a file without a path");
  const problem = pathProblem(path);
  if (problem !== undefined) throw wrong(`it lists the file ${JSON.stringify(path)}: ${problem}`);
  if (type !== "file") return { path, file: undefined };
  const large = typeof lfs === "object" && lfs !== null ? (lfs as Record<string, unknown>) : undefined;
  const bytes = large?.["size"] ?? size;
  const name = large === undefined ? oid : large["oid"];
  if (typeof bytes !== "number" || !Number.isSafeInteger(bytes) || bytes < 0) throw wrong(`it lists "${path}" without its size`);
  if (typeof name !== "string" || !(large === undefined ? /^[0-9a-f]{40}$/ : /^[0-9a-f]{64}$/).test(name))
    throw wrong(`it lists "${path}" without a digest`);
  return { path, file: { path, bytes, oid: name, isLfs: large !== undefined } };
}

const apiUrl = ({ settings }: HubClient, repository: string, rest: string): URL =>
  new URL(`${settings.endpoint}/api/models/${repository}/${rest}`);

interface JsonAnswer {
  readonly value: unknown;
  readonly link: string | undefined;
}

function getJson(client: HubClient, url: URL, repository: string, revision: string): Promise<JsonAnswer> {
  return client.persistently(async () => {
    const response = await client.get(url, { accept: "application/json" });
    if (response.status !== 200) {
      await response.cancel();
      throw refusedByHub(response, { settings: client.settings, repository, revision });
    }
    const text = await textOf(response);
    if (text === undefined) throw invalid(client, repository, "its answer is too long");
    try {
      return { value: JSON.parse(text) as unknown, link: response.header("link") };
    } catch {
      throw invalid(client, repository, "its answer is no JSON; is HF_ENDPOINT the address of a hub?");
    }
  });
}

async function textOf({ body, cancel }: HubResponse): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > mostBytes) {
        await cancel();
        return undefined;
      }
    }
  } catch (cause) {
    throw new ConnectionError(`the connection broke (${messageOf(cause)})`, { cause });
  }
  return Buffer.concat(chunks).toString();
}

const invalid = ({ settings }: HubClient, repository: string, problem: string): NestvecError =>
  new NestvecError("HUB_ANSWER_INVALID", { hub: settings.endpoint, repository, problem });
