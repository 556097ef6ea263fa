import { NestvecError } from "@nestvec/core";
import { isRecord, kindOf } from "../rows/record.ts";

/** How the vectors of an npy file were made. It stands beside the file, which has no room for it. */
export interface NpyProvenance {
  readonly space: string;
  readonly model: string;
  readonly layer: number;
  readonly dimension: number;
  readonly rows: number;
  readonly normalized: boolean;
  /** The name of the model's prompt, or null where none was used. */
  readonly prompt: string | null;
  /** How many texts were longer than the limit and cut. */
  readonly truncated: number;
}

/**
 * What the file is called that stands beside an npy file.
 * @example
 * ```ts
 * import { provenanceName } from "@nestvec/records";
 *
 * console.log(provenanceName("vectors.npy")); // → vectors.npy.json
 * ```
 */
export function provenanceName(file: string): string {
  return `${file}.json`;
}

/**
 * A provenance as it is written.
 * @example
 * ```ts
 * import { parseProvenance, provenanceJson } from "@nestvec/records";
 *
 * const made = { model: "my-model", space: "my-model/layer-6", layer: 6, dimension: 64, rows: 1000 };
 * const json = provenanceJson({ ...made, normalized: true, prompt: null, truncated: 0 });
 * console.log(parseProvenance(json, "vectors.npy.json").rows); // → 1000
 * ```
 */
export function provenanceJson(provenance: NpyProvenance): string {
  return `${JSON.stringify(provenance, undefined, 2)}\n`;
}

/**
 * What a file says of the vectors beside it, as far as it is needed to compare them.
 * @throws NestvecError LINE_INVALID
 * @example
 * ```ts
 * import { parseProvenance } from "@nestvec/records";
 *
 * const json = '{ "space": "my-model", "dimension": 64, "rows": 1000 }';
 * console.log(parseProvenance(json, "vectors.npy.json")); // → { space: 'my-model', dimension: 64, rows: 1000 }
 * ```
 */
export function parseProvenance(json: string, file: string): Pick<NpyProvenance, "space" | "dimension" | "rows"> {
  const invalid = (found: string): NestvecError => {
    const expected = 'an object with "space", "dimension" and "rows", as it is written beside vectors';
    return new NestvecError("LINE_INVALID", { file, line: 1, found, expected });
  };
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw invalid("no JSON");
  }
  if (!isRecord(value)) throw invalid(kindOf(value));
  const { space, dimension, rows } = value;
  if (typeof space !== "string" || space === "") throw invalid(`${kindOf(space)} as "space"`);
  if (typeof dimension !== "number") throw invalid(`${kindOf(dimension)} as "dimension"`);
  if (typeof rows !== "number") throw invalid(`${kindOf(rows)} as "rows"`);
  return { space, dimension, rows };
}
