import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A file of a repository. */
export interface HubFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The name of its bytes in git: of the file itself, or of the pointer to it. */
  readonly blobId: string;
  /** The sha256, where the file is large enough to be kept outside of git. */
  readonly lfs: string | undefined;
}

/** A repository at one commit. */
export interface HubRepository {
  /** "org/name" */
  readonly name: string;
  readonly commit: string;
  readonly files: readonly HubFile[];
  /** Branches and tags that mean this commit. */
  readonly revisions: readonly string[];
  /** Who may read it: all, those with a token that was given access, or those with a token. */
  readonly access: "public" | "gated" | "private";
}

/** The sha256 of some bytes, in hexadecimal. */
export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** The name that git has for a file of these bytes. */
export const gitBlobId = (bytes: Uint8Array): string => createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");

/** A repository of these files. What ends in .onnx, .data, .bin or .safetensors is kept outside of git, as on the real hub. */
export function repositoryOf(
  name: string,
  files: Readonly<Record<string, Uint8Array | string>>,
  { access = "public", revisions = ["main"] }: Partial<Pick<HubRepository, "access" | "revisions">> = {},
): HubRepository {
  const listed = Object.entries(files).map(([path, content]): HubFile => {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    const lfs = /\.(onnx|onnx_data|data|bin|safetensors)$/.test(path) ? sha256(bytes) : undefined;
    const stored = lfs === undefined ? bytes : new TextEncoder().encode(pointerText(lfs, bytes.length));
    return { path, bytes, blobId: gitBlobId(stored), lfs };
  });
  const commit = createHash("sha1")
    .update(listed.map(({ path, blobId }) => `${blobId} ${path}\n`).join(""))
    .digest("hex");
  return { name, commit, files: listed, revisions, access };
}

/** What git has in place of a file that is kept outside. */
export const pointerText = (oid: string, size: number): string =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${size}\n`;

/** The files of a folder, by path with forward slashes. */
export function folderFiles(folder: string): Record<string, Uint8Array> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = join(entry.parentPath, entry.name);
        return [file.slice(folder.length).replaceAll("\\", "/").replace(/^\//, ""), new Uint8Array(readFileSync(file))] as const;
      })
      .toSorted(([left], [right]) => (left < right ? -1 : 1)),
  );
}
