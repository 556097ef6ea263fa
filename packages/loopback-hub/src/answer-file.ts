import type { Answering, AnswerHeaders } from "./answering.ts";
import { findRepository, hasRevision, mayReadFiles } from "./find-repository.ts";
import type { HubFile } from "./repository.ts";

/**
 * Answers a request to `/ORG/NAME/resolve/REVISION/PATH`. What is in git comes from `/api/resolve-cache`, what is not from the second host, by
 * a URL that is signed.
 */
export function answerFile(asked: Answering): void {
  const { at, renamed, repositories, storage, behaviour, url } = asked;
  const isResolved = at.path.startsWith("/api/resolve-cache/models/");
  const [, name, rest = ""] =
    /^\/api\/resolve-cache\/models\/([^/]+\/[^/]+)\/(.+)$/.exec(at.path) ?? /^\/([^/]+\/[^/]+)\/resolve\/(.+)$/.exec(at.path) ?? [];
  if (name === undefined) return at.fail(404, "", "Not Found");
  const now = renamed.get(name);
  if (now !== undefined) return at.redirect(307, url.pathname.replace(name, now), {});
  const repository = findRepository(asked, name);
  if (repository === undefined) return;
  const revisions = [repository.commit, ...(repositories.get(name)?.revisions ?? [])];
  const revision = revisions.find((known) => rest.startsWith(`${known}/`)) ?? rest.split("/", 1)[0] ?? "";
  if (!hasRevision(asked, repository, revision) || !mayReadFiles(asked, repository)) return;
  const path = rest.slice(revision.length + 1);
  const file = repository.files.find((known) => known.path === path);
  const commit = { "x-repo-commit": behaviour.answersCommit ?? repository.commit };
  if (file === undefined) return at.fail(404, "EntryNotFound", "Entry not found", commit);
  if (file.lfs !== undefined) {
    const linked = { "x-linked-size": file.bytes.length, "x-linked-etag": `"${file.lfs}"`, "accept-ranges": "bytes" };
    const signed = `${behaviour.redirectsTo ?? storage}/repos/${file.lfs}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=${file.lfs.slice(0, 16)}`;
    return at.redirect(302, signed, { ...commit, ...linked, etag: `"${file.blobId}"` });
  }
  if (!isResolved) {
    const cached = `/api/resolve-cache/models/${name}/${repository.commit}/${encodeURIComponent(path)}?etag=%22${file.blobId}%22`;
    return at.redirect(307, cached, {
      ...commit,
      "x-linked-size": file.bytes.length,
      "x-linked-etag": `"${file.blobId}"`,
      etag: `"${file.blobId}"`,
    });
  }
  sendFile(asked, file, { ...commit, etag: `"${file.blobId}"` });
}

/** Answers a request to the second host, which wants no token and takes a request that has one for damaged, as S3 does. */
export function answerStorage(asked: Answering): void {
  const { at, url, incoming, repositories } = asked;
  if (incoming.headers.authorization !== undefined) return at.fail(400, "", "Only one auth mechanism allowed");
  const oid = /^\/repos\/([0-9a-f]{64})$/.exec(at.path)?.[1];
  const file = [...repositories.values()].flatMap(({ files }) => files).find(({ lfs }) => lfs === oid);
  if (oid === undefined || file === undefined) return at.fail(404, "", "NoSuchKey");
  if (url.searchParams.get("X-Amz-Signature") !== oid.slice(0, 16)) return at.fail(403, "", "SignatureDoesNotMatch");
  sendFile(asked, file, { etag: `"${oid.slice(0, 32)}-2"` });
}

/** The whole, or the part that is asked for. */
function sendFile({ at, incoming, behaviour }: Answering, file: HubFile, headers: AnswerHeaders): void {
  const all = changed(file, behaviour);
  const sending = { cutAfter: behaviour.cutAfter?.(file.path), pieceMilliseconds: behaviour.pieceMilliseconds };
  const common = { ...headers, "content-type": "application/octet-stream", "accept-ranges": "bytes" };
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(incoming.headers.range ?? "") ?? [];
  const isSame = incoming.headers["if-range"] === undefined || incoming.headers["if-range"] === headers["etag"];
  if (from === undefined || !behaviour.givesParts || !isSame) return at.bytes(200, all, common, sending);
  const start = Number(from);
  const end = Math.min(to === "" || to === undefined ? all.length - 1 : Number(to), all.length - 1);
  if (start >= all.length) return at.fail(416, "", "Range Not Satisfiable", { "content-range": `bytes */${all.length}` });
  at.bytes(206, all.subarray(start, end + 1), { ...common, "content-range": `bytes ${start}-${end}/${all.length}` }, sending);
}

function changed({ path, bytes }: HubFile, { flips, truncates }: Answering["behaviour"]): Uint8Array {
  if (path === truncates) return bytes.subarray(0, Math.floor(bytes.length * 0.9));
  if (path !== flips) return bytes;
  const flipped = bytes.slice();
  const middle = Math.floor(bytes.length / 2);
  flipped[middle] = 255 - (flipped[middle] ?? 0);
  return flipped;
}
