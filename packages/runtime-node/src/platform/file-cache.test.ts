import { chmod, mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { temporaryFolder } from "../testing/model-copies.ts";
import { fileCache } from "./file-cache.ts";

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text));
const textOf = (file: ArrayBufferLike | undefined): string => Buffer.from(file ?? new ArrayBuffer()).toString();
const right = async (file: ArrayBufferLike): Promise<boolean> => textOf(file).startsWith("right");

/** What makes a file, and counts how often. */
const maker = (text = "right") => ({ isWhole: right, make: vi.fn(async () => bytesOf(text)) });

test("a file is made once, by any number who want it at the same time", async () => {
  const folder = join(await temporaryFolder(), "in", "folders");
  const wanted = maker();
  const files = await Promise.all(Array.from({ length: 5 }, () => fileCache(folder).file("a", wanted)));
  for (const { file, problem } of files) expect([textOf(file), problem]).toEqual(["right", undefined]);
  expect(wanted.make).toHaveBeenCalledTimes(1);
  expect(await readdir(folder)).toEqual(["a.bin"]);
  const later = maker();
  expect(textOf((await fileCache(folder).file("a", later)).file)).toBe("right");
  expect(later.make).not.toHaveBeenCalled();
});

test("a damaged file is made anew", async () => {
  const folder = await temporaryFolder();
  for (const damaged of ["", "wrong"]) {
    await writeFile(join(folder, "a.bin"), damaged);
    expect(textOf((await fileCache(folder).file("a", maker())).file)).toBe("right");
    expect(await readFile(join(folder, "a.bin"), "utf8")).toBe("right");
  }
});

test("where nothing can be kept, nothing is made, and it is said why", async () => {
  const folder = join(await temporaryFolder(), "file");
  await writeFile(folder, "");
  const wanted = maker();
  expect(await fileCache(join(folder, "below")).file("a", wanted)).toEqual({
    file: undefined,
    problem: expect.stringMatching(/ENOTDIR|EEXIST|ENOENT/) as string,
  });
  expect(wanted.make).not.toHaveBeenCalled();
});

test.skipIf(process.getuid?.() === 0 || process.platform === "win32")(
  "what was kept is read from a folder that cannot be written",
  async () => {
    const folder = join(await temporaryFolder(), "kept");
    await fileCache(folder).file("a", maker());
    await chmod(folder, 0o500);
    expect(textOf((await fileCache(folder).file("a", maker())).file)).toBe("right");
    await chmod(folder, 0o700);
  },
);

test("a maker's error is thrown, and leaves nothing behind", async () => {
  const folder = await temporaryFolder();
  const failing = { isWhole: right, make: () => Promise.reject(new Error("no")) };
  await expect(fileCache(folder).file("a", failing)).rejects.toThrow("no");
  expect(await readdir(folder)).toEqual([]);
});

test("a lock that was left behind a minute ago does not count", async () => {
  const folder = await temporaryFolder();
  const lock = join(folder, "a.bin.lock");
  await writeFile(lock, "");
  const old = new Date(Date.now() - 61_000);
  await utimes(lock, old, old);
  expect(textOf((await fileCache(folder).file("a", maker())).file)).toBe("right");
  expect(await readdir(folder)).toEqual(["a.bin"]);
});

test("of many files the eight that were used last are kept", async () => {
  const folder = await temporaryFolder();
  await mkdir(folder, { recursive: true });
  const cache = fileCache(folder);
  for (let index = 0; index < 8; index++) {
    await cache.file(`file-${index}`, maker());
    const time = new Date(Date.now() - 1000 * (100 - index));
    await utimes(join(folder, `file-${index}.bin`), time, time);
  }
  await cache.file("file-0", maker());
  await cache.file("another", maker());
  expect((await readdir(folder)).toSorted()).toEqual(["another.bin", ...[0, 2, 3, 4, 5, 6, 7].map((index) => `file-${index}.bin`)]);
});
