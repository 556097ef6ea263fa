import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { FileSource } from "@nestvec/core";
import type { BlobStore } from "../files/blob-store.ts";
import { progressTally, type LoadProgress } from "@nestvec/core";
import { urlSource } from "../files/url-source.ts";
import { startStaticServer, type Answered, type StaticServer } from "./static-server.ts";

/** The one file of weights of a site. */
export const weights = "weights.bin";

/** A server and the folder that it serves. */
export interface Site {
  readonly server: StaticServer;
  readonly folder: string;
  readonly base: URL;
}

/** A server of a folder that is empty at first. */
export async function startSite(): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), "nestvec-site-"));
  const server = await startStaticServer({ models: folder });
  onTestFinished(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });
  return { server, folder, base: new URL(`${server.origin}/models/`) };
}

/** Puts the weights there, and a manifest that lists them. */
export async function publish({ folder }: Site, bytes: Uint8Array, isListed = true): Promise<void> {
  await writeFile(join(folder, weights), bytes);
  await rm(join(folder, "nestvec-manifest.json"), { force: true });
  if (!isListed) return;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  await writeFile(
    join(folder, "nestvec-manifest.json"),
    JSON.stringify({ version: 1, files: { [weights]: { bytes: bytes.length, sha256 } } }),
  );
}

/** A visit to the site: all that is asked of it, with what was kept before. */
export function visit({ base }: Site, store: BlobStore, tell?: (progress: LoadProgress) => void, signal?: AbortSignal): FileSource {
  return urlSource(base, { store, progress: progressTally(tell, () => performance.now()), signal });
}

/** The requests for the weights themselves. */
export const asked = ({ server }: Site): Answered[] => server.log.filter(({ path, method }) => path.endsWith(weights) && method === "GET");
