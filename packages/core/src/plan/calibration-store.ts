import * as v from "valibot";
import type { Digest, Store } from "../platform.ts";
import type { CalibratedExit, Calibration } from "./calibration.ts";

/** Where a calibration is kept and what it is of. */
export interface CalibrationPlace {
  readonly store: Store;
  readonly digest: Digest;
  /** The model's identity. */
  readonly model: string;
  /** The runtime with its version, its settings and the machine, as one line. */
  readonly machine: string;
}

/**
 * The calibration that was kept for this model on this machine, if there is one that can be understood. Whatever is odd about it (an
 * older form, a damaged file, a store that fails) counts as none: measuring anew always helps.
 */
export async function readCalibration({ store, digest, model, machine }: CalibrationPlace): Promise<Calibration | undefined> {
  const text = await store.read(await keyOf(digest, model, machine)).catch(() => undefined);
  const parsed = v.safeParse(keptCalibration, text);
  if (!parsed.success || parsed.output.model !== model || parsed.output.machine !== machine) return undefined;
  return { model, machine, exits: parsed.output.exits, kept: true };
}

/** Keeps a calibration for later runs. Never fails: the answer says whether it was kept, and why not. */
export async function writeCalibration(place: CalibrationPlace & { readonly exits: readonly CalibratedExit[] }): Promise<Calibration> {
  const { store, digest, model, machine, exits } = place;
  const text = JSON.stringify({ version, model, machine, exits });
  const { kept, reason } = await store.write(await keyOf(digest, model, machine), text);
  return { model, machine, exits, kept, ...(kept || reason === undefined ? {} : { notKeptReason: reason }) };
}

/** Of the kept form; another one counts as none. */
const version = 1;

const length = v.pipe(v.number(), v.integer(), v.minValue(1));
const ascending = (values: number[]): boolean => values.every((value, i) => i === 0 || value > (values[i - 1] ?? 0));

const calibratedExit = v.pipe(
  v.object({
    layer: v.pipe(v.number(), v.integer(), v.minValue(0)),
    tokens: v.pipe(v.array(length), v.minLength(1), v.check(ascending)),
    milliseconds: v.array(v.pipe(v.number(), v.finite(), v.minValue(0))),
  }),
  v.check(({ tokens, milliseconds }) => tokens.length === milliseconds.length),
);

const keptCalibration = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ version: v.literal(version), model: v.string(), machine: v.string(), exits: v.pipe(v.array(calibratedExit), v.minLength(1)) }),
);

/** A name that any store can take, a file system's too: letters, digits and hyphens. */
async function keyOf(digest: Digest, model: string, machine: string): Promise<string> {
  return `calibration-${(await digest(codeUnits(JSON.stringify([model, machine])))).slice(0, 32)}`;
}

/** The UTF-16 code units of a text as bytes, since there is no text encoder here; all that matters is that texts differ. */
function codeUnits(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes[2 * i] = unit & 255;
    bytes[2 * i + 1] = unit >>> 8;
  }
  return bytes;
}
