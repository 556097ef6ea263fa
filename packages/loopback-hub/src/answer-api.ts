import type { Answering } from "./answering.ts";
import { findRepository, hasRevision } from "./find-repository.ts";
import { gitBlobId, pointerText, type HubRepository } from "./repository.ts";

/** Answers a request to `/api/models/ORG/NAME…`: what a repository is, what is in it. */
export function answerApi(asked: Answering): void {
  const { at, renamed, url } = asked;
  const [, name, what = "", rest = ""] = /^\/api\/models\/([^/]+\/[^/]+)(?:\/(revision|tree|paths-info)\/(.*))?$/.exec(at.path) ?? [];
  if (name === undefined) return at.fail(404, "", "Not Found");
  const now = renamed.get(name);
  if (now !== undefined) return at.redirect(307, `${url.pathname.replace(name, now)}${url.search}`, {});
  const repository = findRepository(asked, name);
  if (repository === undefined) return;
  // Slashes of a revision are encoded in the URL; here they are not any more.
  const revision = [repository.commit, ...repository.revisions].find((known) => rest === known || rest.startsWith(`${known}/`)) ?? rest;
  if (what === "") return at.json(about(repository));
  if (!hasRevision(asked, repository, revision === "HEAD" ? "main" : revision)) return;
  if (what === "revision") at.json(about(repository));
  else if (what === "tree") answerTree(asked, repository, rest.slice(revision.length + 1));
  else void answerPaths(asked, repository);
}

function about({ name, commit, files, access }: HubRepository): unknown {
  return {
    _id: "650000000000000000000000",
    id: name,
    modelId: name,
    sha: commit,
    private: access === "private",
    gated: access === "gated" ? "auto" : false,
    disabled: false,
    downloads: 1,
    likes: 0,
    tags: [],
    lastModified: "2024-01-01T00:00:00.000Z",
    createdAt: "2024-01-01T00:00:00.000Z",
    siblings: files.map(({ path }) => ({ rfilename: path })),
  };
}

interface TreeEntry {
  readonly type: "file" | "directory";
  readonly path: string;
  readonly [key: string]: unknown;
}

/** All folders and files, in order. */
function treeOf({ files }: HubRepository, { behaviour }: Answering): readonly TreeEntry[] {
  const folders = new Set(
    files.flatMap(({ path }) =>
      path
        .split("/")
        .slice(0, -1)
        .map((_, depth, names) => names.slice(0, depth + 1).join("/")),
    ),
  );
  const listed = files.map(({ path, bytes, blobId, lfs }): TreeEntry => {
    const size = behaviour.listsSizes[path] ?? bytes.length;
    const large = lfs === undefined ? {} : { lfs: { oid: lfs, size, pointerSize: pointerText(lfs, size).length } };
    return { type: "file", oid: blobId, size, path, ...large };
  });
  const besides = behaviour.listsBesides.map((path): TreeEntry => ({ type: "file", oid: gitBlobId(new Uint8Array()), size: 0, path }));
  const directories = [...folders].map((path): TreeEntry => ({ type: "directory", oid: gitBlobId(Buffer.from(path)), size: 0, path }));
  return [...directories, ...listed, ...besides];
}

/** One page; the header `Link` names the next. */
function answerTree(asked: Answering, repository: HubRepository, folder: string): void {
  const { at, url, endpoint, behaviour } = asked;
  const isRecursive = url.searchParams.get("recursive")?.toLowerCase() === "true";
  const within = folder === "" ? "" : `${folder}/`;
  const entries = treeOf(repository, asked).filter(
    ({ path }) => path.startsWith(within) && (isRecursive || !path.slice(within.length).includes("/")),
  );
  const from = Number(url.searchParams.get("cursor") ?? "0");
  const next = new URL(`${endpoint}${url.pathname}${url.search}`);
  next.searchParams.set("cursor", String(from + behaviour.pageSize));
  const following = behaviour.goesOnAt?.(from) ?? (from + behaviour.pageSize < entries.length ? next.href : undefined);
  at.json(entries.slice(from, from + behaviour.pageSize), following === undefined ? {} : { link: `<${following}>; rel="next"` });
}

/** What is known of the paths that a form or JSON names. */
async function answerPaths(asked: Answering, repository: HubRepository): Promise<void> {
  const { at, incoming } = asked;
  let body = "";
  for await (const chunk of incoming) body += String(chunk);
  const isJson = (incoming.headers["content-type"] ?? "").includes("json");
  const paths = isJson ? (JSON.parse(body) as { paths: string[] }).paths : new URLSearchParams(body).getAll("paths");
  const lastCommit = { id: repository.commit, title: "one commit", date: "2024-01-01T00:00:00.000Z" };
  at.json(
    treeOf(repository, asked)
      .filter(({ path }) => paths.includes(path))
      .map((entry) => ({ ...entry, lastCommit })),
  );
}
