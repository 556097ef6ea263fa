import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { NestvecError } from "@nestvec/core";
import { systemProblem } from "./system-problem.ts";

/** Runs what writes to a file, and says of it what went wrong. @throws NestvecError FILE_NOT_WRITABLE */
export async function writing<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (NestvecError.is(cause)) throw cause;
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    const isFull = code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG";
    const hint = isFull ? "; what was done so far is kept, and the same command goes on when there is room" : "";
    throw new NestvecError("FILE_NOT_WRITABLE", { file, problem: `${systemProblem(cause)}${hint}` }, { cause });
  }
}

/**
 * Writes files that are there in whole or not at all, whatever ends the process: under other names first, on the disk before they are renamed. The last
 * one comes last, so that it stands for all of them.
 * @throws NestvecError FILE_NOT_WRITABLE
 */
export async function writeDurably(files: readonly (readonly [file: string, content: Uint8Array | string])[]): Promise<void> {
  for (const [file, content] of files) {
    await writing(file, async () => {
      const handle = await open(temporaryName(file), "w");
      try {
        await handle.writeFile(content);
        await handle.sync();
      } finally {
        await handle.close();
      }
    });
  }
  for (const [file] of files) await writing(file, () => rename(temporaryName(file), file));
  const [last] = files.at(-1) ?? [];
  if (last !== undefined) await syncFolder(dirname(last));
}

/** The same for one file that is written piece by piece. @throws NestvecError FILE_NOT_WRITABLE, and as the pieces */
export async function writePieces(file: string, pieces: AsyncIterable<Uint8Array>, temporary: string): Promise<void> {
  const handle = await writing(file, () => open(temporary, "w"));
  try {
    for await (const piece of pieces) await writing(file, () => handle.writeFile(piece));
    await writing(file, () => handle.sync());
  } finally {
    await handle.close();
  }
  await writing(file, () => rename(temporary, file));
  await syncFolder(dirname(file));
}

/** Names that end so are half-written files. */
export const temporaryEnding = ".tmp";

const temporaryName = (file: string): string => `${file}${temporaryEnding}`;

/** Puts names of files on the disk, where the system can. */
async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open folders, and keeps their names itself.
  const handle = await open(folder).catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
