import { createHash } from "node:crypto";

/** The sha256 of some bytes, in lower-case hexadecimal. */
export const sha256 = async (bytes: Uint8Array): Promise<string> => createHash("sha256").update(bytes).digest("hex");
