import { RecordBatchStreamWriter, type Schema } from "apache-arrow";

/** A schema as a message of Arrow: what a stream begins with, without the eight bytes that end it. */
export function arrowSchemaMessage(schema: Schema): Uint8Array {
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  writer.finish();
  const bytes = writer.toUint8Array(true);
  return bytes.subarray(0, bytes.length - 8);
}
