import { expect, test } from "vitest";
import { checkListedSize } from "./check-listed-size.ts";
import { memorySource } from "./memory-source.ts";

const listed = { bytes: 100_000, sha256: "0".repeat(64), externalFiles: [] };
const check = (content: string): Promise<void> => checkListedSize(memorySource({ "a.bin": content }), "a.bin", listed);

test("a file that is shorter than listed is incomplete, or a Git LFS pointer", async () => {
  await expect(check("short")).rejects.toMatchObject({ code: "FILE_TRUNCATED", details: { bytes: 5, needed: 100_000 } });
  await expect(check("")).rejects.toMatchObject({ code: "FILE_TRUNCATED" });
  await expect(check("version https://git-lfs.github.com/spec/v1\n")).rejects.toMatchObject({
    code: "FILE_NOT_READABLE",
    details: { problem: "it is a Git LFS pointer, not the file itself; fetch it with git lfs pull" },
  });
});
