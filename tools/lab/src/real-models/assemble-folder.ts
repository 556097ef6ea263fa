import { createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { open, type Entry, type Options, type ZipFile } from "yauzl";
import type { RealModel } from "./real-model.ts";

const openZip = promisify<string, Options, ZipFile>(open);

/** Puts a model's folder together from its archives, once. `archive`: the file of each archive. Resolves with the folder. */
export async function assembleFolder(model: RealModel, archive: (name: string) => string, root: string): Promise<string> {
  const folder = join(root, folderName(model.name));
  if ((await stat(folder).catch(() => undefined)) !== undefined) return folder;
  const fresh = `${folder}.${process.pid}`;
  try {
    for (const [target, [name = "", source = ""]] of Object.entries(model.files)) {
      const targetOf = (path: string): string | undefined => {
        if (source !== path && !(source.endsWith("/") && path.startsWith(source))) return undefined;
        const inside = source.endsWith("/") ? target + path.slice(source.length) : target;
        return model.without?.includes(inside) === true ? undefined : inside;
      };
      await unpack(archive(name), (path) => {
        const inside = targetOf(path);
        return inside === undefined ? undefined : join(fresh, normalize(inside));
      });
    }
    await rename(fresh, folder);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return folder;
}

/** Writes those entries of a zip file that `targetOf` has a place for. yauzl refuses names that leave the folder. */
async function unpack(file: string, targetOf: (path: string) => string | undefined): Promise<void> {
  const zip = await openZip(file, { lazyEntries: true });
  const openEntry = promisify<Entry, NodeJS.ReadableStream>(zip.openReadStream.bind(zip));
  await new Promise<void>((resolve, reject) => {
    zip.once("end", resolve).once("error", reject);
    zip.on("entry", (entry: Entry) => {
      const target = entry.fileName.endsWith("/") ? undefined : targetOf(entry.fileName);
      if (target === undefined) return zip.readEntry();
      void mkdir(dirname(target), { recursive: true })
        .then(async () => pipeline(await openEntry(entry), createWriteStream(target)))
        .then(() => zip.readEntry(), reject);
    });
    zip.readEntry();
  });
}

const folderName = (name: string): string => name.replace(/[^\w.-]+/g, "-");
