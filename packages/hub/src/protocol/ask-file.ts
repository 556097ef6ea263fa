import { NestvecError } from "@nestvec/core";
import { contentRange, type DownloadAnswer } from "@nestvec/core/download";
import { bodyChunks } from "./body-chunks.ts";
import type { HubClient } from "./hub-client.ts";
import { refusedByHub } from "./refused-by-hub.ts";
import type { ListedFile } from "./repository-api.ts";

/** A file of a repository at a commit. */
export interface AskedFile {
  readonly repository: string;
  readonly commit: string;
  readonly file: ListedFile;
}

/**
 * Asks for a file from a byte on. The commit, the digest and the size that the hub's answer states must be those that its list has; what the
 * address is that it redirects to is the hub's to say.
 * @throws ConnectionError; NestvecError HUB_REFUSED, HUB_ANSWER_INVALID, ABORTED
 */
export async function askFile(
  client: HubClient,
  { repository, commit, file }: AskedFile,
  from: number,
  { isSecondTry, signal }: { readonly isSecondTry: boolean; readonly signal: AbortSignal },
): Promise<DownloadAnswer | undefined> {
  const { settings } = client;
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  const url = new URL(`${settings.endpoint}/${repository}/resolve/${commit}/${path}`);
  // On a second try past a damaged copy that a proxy has kept.
  const headers = { ...(from > 0 && { range: `bytes=${from}-` }), ...(isSecondTry && { "cache-control": "no-cache" }) };
  const response = await client.get(url, headers, signal);
  const { status, header, hubHeader, body, cancel } = response;
  if (status === 404 && hubHeader("x-error-code") === "EntryNotFound") {
    await cancel();
    return undefined;
  }
  if (status !== 200 && status !== 206 && status !== 416) {
    await cancel();
    throw refusedByHub(response, { settings, repository, revision: commit });
  }
  const problem = contradiction(hubHeader, commit, file);
  if (problem !== undefined) {
    await cancel();
    throw new NestvecError("HUB_ANSWER_INVALID", { hub: settings.endpoint, repository, problem });
  }
  const range = contentRange(header("content-range"));
  const isCoded = (header("content-encoding") ?? "identity") !== "identity";
  const length = header("content-length");
  return {
    start: status === 206 ? range?.start : status === 200 ? 0 : undefined,
    total: range?.total ?? (status !== 200 || isCoded || length === undefined ? undefined : Number(length)),
    // The list's digest is what decides: it is of the bytes, and each host has another ETag.
    validator: undefined,
    about: `the server answered ${status}`,
    chunks: bodyChunks(body),
    cancel,
  };
}

/** What the hub's own headers say otherwise than its list. */
function contradiction(
  hubHeader: (name: string) => string | undefined,
  commit: string,
  { path, oid, bytes }: ListedFile,
): string | undefined {
  const answered = hubHeader("x-repo-commit");
  if (answered !== undefined && answered !== commit) return `asked for "${path}" of the commit ${commit}, it gives that of ${answered}`;
  const etag = hubHeader("x-linked-etag")?.replace(/^W\//, "").replaceAll('"', "");
  if (etag !== undefined && etag !== oid) return `"${path}" has the digest ${etag} by its own answer, ${oid} by its list`;
  const size = hubHeader("x-linked-size");
  if (size !== undefined && Number(size) !== bytes) return `"${path}" has ${size} bytes by its own answer, ${bytes} by its list`;
  return undefined;
}
