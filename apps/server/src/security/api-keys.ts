import { createHash, timingSafeEqual } from "node:crypto";
import { Refusal } from "../refusal/refusal.ts";

/** Checks the `Authorization` header of a request. @throws Refusal "unauthorized" */
export type KeyCheck = (authorization: string | undefined) => void;

/**
 * Takes any of some keys. Digests are compared, all of them and in constant time, so that the time tells neither how much of a key was right
 * nor which. Without keys, all requests are let in.
 */
export function keyCheck(keys: readonly string[]): KeyCheck {
  if (keys.length === 0) return () => {};
  const known = keys.map(digest);
  return (authorization) => {
    const [, given] = /^Bearer +(.+)$/i.exec(authorization ?? "") ?? [];
    if (given === undefined) throw new Refusal("unauthorized", "An API key is needed, as the header Authorization: Bearer KEY.");
    const candidate = digest(given);
    const matches = known.map((key) => timingSafeEqual(key, candidate));
    if (!matches.includes(true)) throw new Refusal("unauthorized", "The API key is not one of this server's.");
  };
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
