import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, rename, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ConnectionError } from "@nestvec/core/download";
import { sha256 } from "@nestvec/loopback-hub";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../testing/hub-for-test.ts";
import { incompleteFile } from "./incomplete-file.ts";
import { thisProcess } from "./owner.ts";
import { replaceFile } from "./replace-file.ts";
import { leftoversOf, ownName } from "./unfinished-name.ts";

const content = Buffer.from("the bytes of a file");
const facts = { total: content.length, validator: undefined };
const placeOf = async (): Promise<string> => join(await temporaryFolder(), "model.onnx");
const names = (place: string): Promise<string[]> => readdir(dirname(place));
const isFree = async (path: string): Promise<boolean> => (await leftoversOf(path)).length > 0;

async function started(place: string, bytes: Uint8Array) {
  const file = incompleteFile(place, content.length, "sha256");
  onTestFinished(() => file.close());
  const { bytes: here } = await file.beginning();
  await file.start(facts);
  await file.append(bytes);
  return { file, here };
}

test("what a living process writes is neither taken nor taken away by another download of the same file", async () => {
  const place = await placeOf();
  const first = await started(place, content.subarray(0, 5));
  const second = await started(place, content.subarray(0, 7));
  expect([first.here, second.here]).toEqual([0, 0]);
  for (const [{ file }, from] of [[first, 5] as const, [second, 7] as const]) {
    await file.append(content.subarray(from));
    expect(await file.finish()).toBe(sha256(content));
    expect(await readFile(place)).toEqual(content);
  }
  expect(await names(place)).toEqual(["model.onnx"]);
});

test("what a download let go of, or a process that is gone left, is gone on with", async () => {
  const place = await placeOf();
  const { file } = await started(place, content.subarray(0, 5));
  await file.close();
  expect((await started(place, content.subarray(5))).here).toBe(5);
  const child = spawn(process.execPath, ["--eval", ""]);
  await once(child, "exit");
  const left = `${await placeOf()}.nestvec-0badc0de-${thisProcess().host}-${child.pid}.incomplete`;
  await writeFile(left, content.subarray(0, 9));
  expect((await started(left.replace(/\.nestvec.*/, ""), content.subarray(9))).here).toBe(9);
});

test("of a process on another machine it is free once nothing was written for long", async () => {
  const place = await placeOf();
  const left = `${place}.nestvec-0badc0de-00000000-1.incomplete`;
  await writeFile(left, content.subarray(0, 5));
  expect(await isFree(place)).toBe(false);
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(left, longAgo, longAgo);
  expect(await isFree(place)).toBe(true);
});

test("a process that was taken for gone does not write into what another went on with", async () => {
  const place = await placeOf();
  const { file } = await started(place, content.subarray(0, 5));
  const [name = ""] = await names(place);
  const taken = ownName(place);
  await rename(join(dirname(place), name), taken);
  await expect(file.finish()).rejects.toThrow(ConnectionError);
  expect((await stat(taken)).size).toBe(5);
  // It begins again, with a file of its own.
  expect(await file.beginning()).toMatchObject({ bytes: 0 });
  await file.start(facts);
  await file.append(content);
  await file.finish();
  expect(await readFile(place)).toEqual(content);
  expect((await stat(taken)).size).toBe(5);
});

test("what became nobody's in the meantime goes once the file is there; what a living process writes stays", async () => {
  const place = await placeOf();
  const { file } = await started(place, content);
  const { file: other } = await started(place, content.subarray(0, 3));
  await writeFile(`${place}.nestvec-0badc0de.incomplete`, content.subarray(0, 5));
  await file.finish();
  expect((await names(place)).filter((name) => name.endsWith(".incomplete"))).toEqual([expect.stringContaining(`-${process.pid}.`)]);
  await other.append(content.subarray(3));
  expect(await other.finish()).toBe(sha256(content));
});

test("what is made beside a file to replace it is no beginning of it, while it is made", async () => {
  const place = await placeOf();
  await replaceFile(place, async (unfinished) => {
    await writeFile(unfinished, content.subarray(0, 5));
    expect(await isFree(place)).toBe(false);
    await writeFile(unfinished, content);
  });
  expect(await names(place)).toEqual(["model.onnx"]);
});
