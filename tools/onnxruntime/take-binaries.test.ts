import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runNode } from "../run/run-command.mjs";
import { root } from "../run/workspace.mjs";
import { readChecksums, sha256 } from "./checksums.mjs";

/** A copy of a package of binaries, in which the script is run. */
function packageOf(system: string) {
  const folder = mkdtempSync(join(tmpdir(), "nestvec-binaries-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ["package.json", "SHA256SUMS"]) cpSync(join(root, "packages", `onnxruntime-${system}`, name), join(folder, name));
  const take = (...parameters: string[]) => runNode([join(root, "tools/onnxruntime/take-binaries.mjs"), ...parameters], { folder });
  return { folder, take };
}

test("the files that SHA256SUMS lists are taken, with their licence", async () => {
  const { folder, take } = packageOf("linux-arm64");
  expect((await take()).succeeded).toBe(true);
  const listed = readChecksums(folder);
  expect(listed.map(({ file }) => file)).toEqual(["dist/libonnxruntime.so.1", "dist/onnxruntime_binding.node"]);
  for (const { file, digest } of listed) expect(sha256(join(folder, file))).toBe(digest);
  expect(readFileSync(join(folder, "LICENSE"), "utf8")).toContain("Copyright (c) Microsoft Corporation");
  expect(readFileSync(join(folder, "ThirdPartyNotices.txt"), "utf8").length).toBeGreaterThan(100_000);
});

test("bytes that are not those listed are refused, and not left behind", async () => {
  const { folder, take } = packageOf("linux-arm64");
  const file = join(folder, "SHA256SUMS");
  const listed = readFileSync(file, "utf8");
  writeFileSync(
    file,
    listed.replace(/^[0-9a-f]/, (first) => (first === "0" ? "1" : "0")),
  );
  const { succeeded, output } = await take();
  expect(succeeded).toBe(false);
  expect(output).toContain("dist/libonnxruntime.so.1");
  expect(existsSync(join(folder, "dist/libonnxruntime.so.1"))).toBe(false);
});

test("a damaged file is taken again, and what it was taken from is left as it is", async () => {
  const { folder, take } = packageOf("linux-arm64");
  await take();
  const [{ file, digest } = { file: "", digest: "" }] = readChecksums(folder);
  rmSync(join(folder, file));
  appendFileSync(join(folder, file), "damaged");
  expect((await take()).succeeded).toBe(true);
  expect(sha256(join(folder, file))).toBe(digest);
});

test("a build takes this machine's only", async () => {
  const other = process.platform === "win32" ? "darwin-arm64" : "win32-x64";
  const { folder, take } = packageOf(other);
  expect((await take("--if-for-this-machine")).succeeded).toBe(true);
  expect(existsSync(join(folder, "dist/onnxruntime_binding.node"))).toBe(false);
});
