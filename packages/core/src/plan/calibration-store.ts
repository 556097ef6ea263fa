import { count, field, listOf, text, type Reader } from "../config/config-readers.ts";
import { configInvalid, type ConfigValue } from "../config/config-value.ts";
import type { Digest, Store } from "../platform/platform.ts";
import { encodeUtf8 } from "../platform/utf8.ts";
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
  const key = await keyOf(digest, model, machine);
  const json = await store.read(key).catch(() => undefined);
  const found = json === undefined ? undefined : keptCalibration(key, json);
  return found?.model === model && found.machine === machine ? { ...found, kept: true } : undefined;
}

/** Keeps a calibration for later runs. Never fails: the answer says whether it was kept, and why not. */
export async function writeCalibration(
  calibration: CalibrationPlace & { readonly exits: readonly CalibratedExit[] },
): Promise<Calibration> {
  const { store, digest, model, machine, exits } = calibration;
  const json = JSON.stringify({ version, model, machine, exits });
  const { kept, reason } = await store.write(await keyOf(digest, model, machine), json);
  return { model, machine, exits, kept, ...(kept || reason === undefined ? {} : { notKeptReason: reason }) };
}

/** Of the kept form; another one counts as none. */
const version = 1;

/** What the kept text says; undefined where it cannot be understood. `file` is what a store knows it by. */
function keptCalibration(file: string, json: string): Omit<Calibration, "kept"> | undefined {
  try {
    const at = { file, key: "", value: JSON.parse(json) as unknown };
    field(at, "version", knownVersion);
    return { model: field(at, "model", text), machine: field(at, "machine", text), exits: field(at, "exits", listOf(calibratedExit)) };
  } catch {
    return undefined;
  }
}

const knownVersion: Reader<number> = (at) => {
  if (at.value === version) return version;
  throw configInvalid(at, `${version}`);
};

function calibratedExit(at: ConfigValue): CalibratedExit {
  const layer = field(at, "layer", count());
  const tokens = field(at, "tokens", listOf(count()));
  const milliseconds = field(at, "milliseconds", listOf(duration));
  const isAscending = tokens.every((value, i) => i === 0 || value > (tokens[i - 1] ?? 0));
  if (isAscending && tokens.length === milliseconds.length) return { layer, tokens, milliseconds };
  throw configInvalid(at, "lengths that rise, with one time each");
}

const duration: Reader<number> = (at) => {
  if (typeof at.value === "number" && Number.isFinite(at.value) && at.value >= 0) return at.value;
  throw configInvalid(at, "milliseconds, 0 or more");
};

/** A name that any store can take, a file system's too: letters, digits and hyphens. */
async function keyOf(digest: Digest, model: string, machine: string): Promise<string> {
  return `calibration-${(await digest(encodeUtf8(JSON.stringify([model, machine])))).slice(0, 32)}`;
}
