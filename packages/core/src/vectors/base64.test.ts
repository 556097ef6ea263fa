import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBase64, encodeBase64 } from "./base64.ts";

// Any bits at all: NaN with every payload, -0, subnormals, infinities.
const bits = fc.uint32Array({ maxLength: 50 });
const asVector = (words: Uint32Array): Float32Array => new Float32Array(words.buffer, words.byteOffset, words.length);
const asBits = (vector: Float32Array): Uint32Array => new Uint32Array(vector.buffer, vector.byteOffset, vector.length);

/** What Node writes for the same numbers, little-endian whatever the machine. */
function reference(words: Uint32Array): string {
  const bytes = Buffer.alloc(words.length * 4);
  for (const [i, word] of words.entries()) bytes.writeUInt32LE(word, i * 4);
  return bytes.toString("base64");
}

test("law: the same text as Node's Buffer, and the same bits again", () => {
  fc.assert(
    fc.property(bits, (words) => {
      const text = encodeBase64(asVector(words));
      expect(text).toBe(reference(words));
      expect([...asBits(decodeBase64(text))]).toEqual([...words]);
    }),
    { numRuns: 1000 },
  );
});

test("numbers that a copy by value could change keep their bits", () => {
  const words = Uint32Array.of(0x7fc00000, 0x7f800001, 0xffc12345, 0x80000000, 0x00000001, 0x7f800000, 0xff800000);
  expect([...asBits(decodeBase64(encodeBase64(asVector(words))))]).toEqual([...words]);
});

test.each([1535, 1536, 1537, 3072, 100_000])("%i numbers, around the ends of chunks", (length) => {
  const words = Uint32Array.from({ length }, (_, i) => Math.imul(i + 1, 2654435761));
  const text = encodeBase64(asVector(words));
  expect(text).toBe(reference(words));
  expect(decodeBase64(text)).toEqual(asVector(words));
});

test("a view into a larger buffer gives its own numbers only", () => {
  expect(encodeBase64(Float32Array.of(1, 2, 3, 4).subarray(1, 3))).toBe(encodeBase64(Float32Array.of(2, 3)));
  expect(encodeBase64(Float32Array.of(1))).toBe("AACAPw==");
  expect(encodeBase64(new Float32Array())).toBe("");
  expect(decodeBase64("")).toEqual(new Float32Array());
});

test.each<[unknown, string]>([
  ["AACAPw", "not padded"],
  ["AACAPw=", "half padded"],
  ["AACA_w==", "the URL alphabet"],
  ["AAC\nPw==", "a line break"],
  ["AAC=Pw==", "padding inside"],
  ["AAC€Pw==", "beyond ASCII"],
  ["AACAPx==", "bits after the last byte"],
  ["AAAAAAAAAAB=", "bits after the last byte of eight"],
  ["====", "padding only"],
  [17, "no text"],
])("%j is refused: %s", (text) => {
  expect(() => decodeBase64(text as string)).toThrow(expect.objectContaining({ name: "NestvecError" }));
});

test("messages say what is wrong", () => {
  expect(() => decodeBase64("AACA_w==")).toThrow(
    '"text" is the text "AACA_w==" with "_" at 4; it must be base64 of A-Z, a-z, 0-9, + and / only, with = at the end.',
  );
  expect(() => decodeBase64("AAAA")).toThrow("The base64 text has 3 bytes; it must have 4 for each float32 number.");
});

test("law: a text is either refused or the very text of what it decodes to", () => {
  const almost = fc.tuple(bits, fc.nat(), fc.string({ minLength: 1, maxLength: 1, unit: "binary" })).map(([words, at, character]) => {
    const text = reference(words);
    const place = at % (text.length + 1);
    return text.slice(0, place) + character + text.slice(place + 1);
  });
  fc.assert(
    fc.property(almost, (text) => {
      let vector: Float32Array;
      try {
        vector = decodeBase64(text);
      } catch (error) {
        expect(error).toMatchObject({ name: "NestvecError" });
        return;
      }
      expect(encodeBase64(vector)).toBe(text);
    }),
    { numRuns: 1000 },
  );
});
