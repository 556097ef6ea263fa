// Messages of protobuf by their field numbers, for graphs that no writer would write.
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** A field of a message. */
export type Write = (writer: BinaryWriter) => BinaryWriter;

export const bytesOf = (...fields: Write[]): Uint8Array => fields.reduce((writer, write) => write(writer), new BinaryWriter()).finish();
export const message =
  (field: number, ...fields: Write[]): Write =>
  (writer) =>
    writer.tag(field, WireType.LengthDelimited).bytes(bytesOf(...fields));
export const text =
  (field: number, value: string): Write =>
  (writer) =>
    writer.tag(field, WireType.LengthDelimited).string(value);
export const number =
  (field: number, value: number): Write =>
  (writer) =>
    writer.tag(field, WireType.Varint).int64(value);
