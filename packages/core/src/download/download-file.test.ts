import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ConnectionError } from "./connection-error.ts";
import { downloadFile, type Download, type DownloadAnswer, type DownloadDestination } from "./download-file.ts";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const content = Uint8Array.from({ length: 1000 }, (_, place) => (place * 7) % 251);

/** A server that is down. */
const down = async (): Promise<never> => {
  throw new ConnectionError("the server answered 503");
};

/** A destination in memory, which keeps nothing more than what was flushed when an attempt ends. */
function memory(): DownloadDestination<Uint8Array> & { forgotten: number } {
  let bytes: number[] = [];
  let version: string | undefined;
  const destination = {
    forgotten: 0,
    beginning: async () => ({ bytes: bytes.length, validator: version }),
    async forget() {
      bytes = [];
      destination.forgotten += 1;
    },
    async start({ validator }: { validator: string | undefined }) {
      version = validator;
    },
    append: async (chunk: Uint8Array) => void bytes.push(...chunk),
    flush: async () => {},
    digest: async () => sha256(Uint8Array.from(bytes)),
    finish: async () => Uint8Array.from(bytes),
  };
  return destination;
}

/** A server of one file. `breaks`: after how many bytes each answer ends too early. */
function server(
  file: () => Uint8Array,
  { breaks = [], givesParts = true }: { breaks?: (number | undefined)[]; givesParts?: boolean } = {},
) {
  const asked: number[] = [];
  let sent = 0;
  const ask = async (from: number): Promise<DownloadAnswer> => {
    asked.push(from);
    const bytes = file();
    const start = givesParts ? from : 0;
    const limit = breaks.shift();
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (let place = start; place < bytes.length; place += 100) {
        if (limit !== undefined && place - start >= limit) throw new Error("reset");
        const chunk = bytes.subarray(place, place + 100);
        sent += chunk.length;
        yield chunk;
      }
    }
    const isPart = start < bytes.length || bytes.length === 0;
    return {
      start: isPart ? start : undefined,
      total: bytes.length,
      validator: sha256(bytes),
      about: "416",
      chunks: chunks(),
      cancel: async () => {},
    };
  };
  return { ask, asked, sent: () => sent };
}

function wanted(
  ask: Download<Uint8Array>["ask"],
  destination: DownloadDestination<Uint8Array>,
  more: Partial<Download<Uint8Array>> = {},
): Download<Uint8Array> {
  const expected = { bytes: content.length, digest: sha256(content), listedBy: "the hub" };
  const silent = { onBytes: () => {}, pauses: [1, 1], pause: async () => {}, signal: undefined };
  return { path: "model.onnx", expected, ask, destination, ...silent, ...more };
}

test("however often it breaks, a file is whole, and no byte comes twice", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 10 }), { maxLength: 9 }), async (breaks) => {
      const { ask, asked, sent } = server(() => content, { breaks: breaks.map((count) => count * 100) });
      expect(await downloadFile(wanted(ask, memory()))).toEqual(content);
      expect(sent()).toBe(content.length);
      expect(asked.length).toBeLessThanOrEqual(breaks.length + 1);
    }),
  );
});

test("a server that gives no parts is asked for the whole again", async () => {
  const { ask, asked } = server(() => content, { breaks: [300], givesParts: false });
  expect(await downloadFile(wanted(ask, memory()))).toEqual(content);
  expect(asked).toEqual([0, 300]);
});

test("a file that changed in between begins anew", async () => {
  const older = content.map((byte) => byte ^ 1);
  let requests = 0;
  const { ask } = server(() => (requests++ === 0 ? older : content), { breaks: [500] });
  expect(await downloadFile(wanted(ask, memory()))).toEqual(content);
});

test("a wrong byte is asked for once more, then refused, and nothing is left", async () => {
  const wrong = content.slice();
  wrong[999] = 1 + (wrong[999] ?? 0);
  const destination = memory();
  const tries: boolean[] = [];
  const { ask } = server(() => wrong);
  const error = await downloadFile(wanted((from, _, isSecondTry) => (tries.push(isSecondTry), ask(from)), destination)).catch(
    (caught: unknown) => caught,
  );
  expect(error).toMatchObject({ code: "FILE_DIGEST_MISMATCH", details: { found: sha256(wrong), listedBy: "the hub" } });
  expect(tries).toEqual([false, true]);
  expect(await destination.beginning()).toMatchObject({ bytes: 0 });
  let requests = 0;
  const mended = server(() => (requests++ === 0 ? wrong : content));
  expect(await downloadFile(wanted(mended.ask, memory()))).toEqual(content);
});

test("a file of another size than is listed is refused before it is read", async () => {
  const short = server(() => content.subarray(0, 900));
  await expect(downloadFile(wanted(short.ask, memory()))).rejects.toMatchObject({
    code: "FILE_TRUNCATED",
    details: { bytes: 900, needed: 1000 },
  });
  const long = server(() => Uint8Array.from({ length: 2000 }));
  await expect(downloadFile(wanted(long.ask, memory()))).rejects.toMatchObject({ code: "FILE_NOT_READABLE" });
  expect(short.sent() + long.sent()).toBe(0);
});

test("a server that never ends is left where the file should", async () => {
  const destination = memory();
  const { ask, sent } = server(() => Uint8Array.from({ length: 1_000_000 }));
  const endless = async (from: number) => ({ ...(await ask(from)), total: undefined });
  await expect(downloadFile(wanted(endless, destination))).rejects.toMatchObject({ code: "FILE_NOT_READABLE" });
  expect(sent()).toBeLessThanOrEqual(1100);
  expect(await destination.beginning()).toMatchObject({ bytes: 0 });
});

test("gives up after as many failures in a row as there are pauses, and keeps what came", async () => {
  const pauses: number[] = [];
  const pause = async (milliseconds: number): Promise<void> => void pauses.push(milliseconds);
  const error = await downloadFile(wanted(down, memory(), { pauses: [10, 20, 30], pause })).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: "FILE_NOT_READABLE", details: { problem: expect.stringContaining("503. Nothing came") } });
  expect(pauses).toEqual([10, 20, 30]);
});

test("waits as long as the server asks, within reason", async () => {
  const pauses: number[] = [];
  const { ask } = server(() => content);
  const waits = [7000, undefined, 3_600_000];
  const busy = async (from: number): Promise<DownloadAnswer> => {
    if (waits.length === 0) return ask(from);
    throw new ConnectionError("the server answered 429", { retryAfterMilliseconds: waits.shift() });
  };
  const pause = async (milliseconds: number): Promise<void> => void pauses.push(milliseconds);
  const error = await downloadFile(wanted(busy, memory(), { pauses: [10, 20, 30], pause })).catch((caught: unknown) => caught);
  expect(pauses).toEqual([7000, 20]);
  expect(error).toMatchObject({ code: "FILE_NOT_READABLE", details: { problem: expect.stringContaining("after 60 minutes") } });
});

test("an aborted download keeps what came, and is asked for from there", async () => {
  const controller = new AbortController();
  const destination = memory();
  const { ask, asked } = server(() => content);
  const onBytes = (bytes: number): void => void (bytes >= 400 && controller.abort());
  await expect(downloadFile(wanted(ask, destination, { onBytes, signal: controller.signal }))).rejects.toMatchObject({ code: "ABORTED" });
  expect(await downloadFile(wanted(ask, destination))).toEqual(content);
  expect(asked).toEqual([0, 400]);
});

test("of a file that is not there nothing is made; an empty one is one", async () => {
  expect(await downloadFile(wanted(async () => undefined, memory()))).toBeUndefined();
  const { ask } = server(() => new Uint8Array());
  const expected = { bytes: 0, digest: sha256(new Uint8Array()), listedBy: "the hub" };
  expect(await downloadFile(wanted(ask, memory(), { expected }))).toEqual(new Uint8Array());
});
