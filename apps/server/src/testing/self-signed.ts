import { generateKeyPairSync, sign } from "node:crypto";

/** Types of ASN.1, as DER has them: https://en.wikipedia.org/wiki/X.690#DER_encoding */
const types = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  object: 0x06,
  utf8: 0x0c,
  time: 0x17,
  sequence: 0x30,
  set: 0x31,
} as const;

/** A value with its type and its length. */
function der(type: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 128 ? [type, length] : [type, 0x82, length >> 8, length & 255];
  return Buffer.concat([Uint8Array.from(head), content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(types.sequence, ...parts);
const object = (...bytes: readonly number[]): Buffer => der(types.object, Uint8Array.from(bytes));
const bits = (bytes: Uint8Array): Buffer => der(types.bits, Uint8Array.of(0), bytes);
const time = (date: Date): Buffer => der(types.time, Buffer.from(`${date.toISOString().replaceAll(/[-:T]/g, "").slice(2, 14)}Z`));
const pem = (bytes: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${bytes.toString("base64").replaceAll(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;

/** A key and a certificate of 127.0.0.1 that is signed by itself and valid for a day, both as PEM: Node can read them, and not make them. */
export function selfSigned(): { readonly key: string; readonly certificate: string } {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ecdsaWithSha256 = sequence(object(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
  const name = sequence(der(types.set, sequence(object(0x55, 0x04, 0x03), der(types.utf8, Buffer.from("nestvec test")))));
  const day = 86_400_000;
  const isAuthority = sequence(object(0x55, 0x1d, 0x13), der(types.octets, sequence(der(types.boolean, Uint8Array.of(255)))));
  const address = sequence(object(0x55, 0x1d, 0x11), der(types.octets, sequence(der(0x87, Uint8Array.of(127, 0, 0, 1)))));
  const toBeSigned = sequence(
    der(0xa0, der(types.integer, Uint8Array.of(2))),
    der(types.integer, Uint8Array.of(1)),
    ecdsaWithSha256,
    name,
    sequence(time(new Date(Date.now() - day)), time(new Date(Date.now() + day))),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(isAuthority, address)),
  );
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    certificate: pem(sequence(toBeSigned, ecdsaWithSha256, bits(sign("sha256", toBeSigned, privateKey)))),
  };
}
