export { formatOfName, type RowFormat, rowFormats } from "./rows/format.ts";
export { type Fields, idOf, type Row, type RowId, textOf } from "./rows/record.ts";
export { type LocatedRow, readRows, type RowGroup, type RowsRequest } from "./rows/rows.ts";
export { hasStoredVector, type StoredRecord, storedVectors } from "./rows/stored-vectors.ts";
export { linePlace, located, locatedError, type Place } from "./text/place.ts";

export { detectNpy, littleEndian, type NpyArray, npyHeader, readNpy } from "./npy/npy.ts";
export { type NpyProvenance, parseProvenance, provenanceJson, provenanceName } from "./npy/provenance.ts";

export { jsonLayersWriter, jsonLines, jsonList, type JsonObjects, jsonWriter } from "./write/json-rows.ts";
export { npyWriter } from "./write/npy-rows.ts";
export type { EmbeddedBatch, EmbeddedLayers, LayersWriter, RowWriter, SeekableSink, Sink } from "./write/row-writer.ts";
