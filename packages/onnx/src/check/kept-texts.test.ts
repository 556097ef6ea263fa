import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { expect, test } from "vitest";
import { readGraphHeader } from "../header/graph-header.ts";
import { graphFile } from "../testing/graph-file.ts";
import { bytesOf, message, number, text, type Write } from "../testing/protobuf.ts";
import type { GraphFile } from "../walk/file-window.ts";

// Field numbers as in onnx.proto.
const external = (location: string): Write =>
  message(5, number(1, 4), number(2, 3), message(13, text(1, "location"), text(2, location)), number(14, 1));

/** A file that begins with some bytes, and then has others again and again; none of it is in memory. */
function repeatingFile(start: Uint8Array, part: Uint8Array, times: number): GraphFile {
  return {
    ...graphFile(start),
    size: start.length + part.length * times,
    async read(from, to) {
      const turn = (((from - start.length) % part.length) + part.length) % part.length;
      const bytes = Buffer.alloc(to - from, Buffer.concat([part.subarray(turn), part.subarray(0, turn)]));
      bytes.set(start.subarray(Math.min(from, start.length), Math.min(to, start.length)));
      return bytes;
    },
  };
}

test("texts of more than 64 MiB, each of which may be there, are refused", async () => {
  const name = bytesOf(text(1, "A".repeat(65_535)));
  const times = 1025;
  const node = new BinaryWriter()
    .tag(1, WireType.LengthDelimited)
    .uint32(name.length * times)
    .finish();
  const start = new BinaryWriter()
    .tag(7, WireType.LengthDelimited)
    .uint32(node.length + name.length * times)
    .raw(node)
    .finish();
  await expect(readGraphHeader(repeatingFile(start, name, times))).rejects.toThrow("its names and paths have more than 67108864 bytes");
});

test("a file of weights that has many spellings is one file", async () => {
  const spellings = Array.from({ length: 10_001 }, (_, at) => `${"./".repeat(at % 100)}a/${"/".repeat(Math.floor(at / 100))}w.bin`);
  const { externalFiles } = await readGraphHeader(graphFile(bytesOf(message(7, ...spellings.map(external)))));
  expect(externalFiles).toEqual([{ name: "a/w.bin", bytes: 4 }]);
});

test.each(["/w.bin", "../w.bin", "a/../w.bin", "\\w.bin", "./C:/w.bin", ""])(
  "the spelling %j is handed on to whoever refuses it",
  async (location) => {
    const graph = bytesOf(message(7, external("w.bin"), external(location)));
    expect((await readGraphHeader(graphFile(graph))).externalFiles.map(({ name }) => name)).toContain(location);
  },
);
