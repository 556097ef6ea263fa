// ONNX's protobuf by field numbers, for graphs that no writer would write.

/** An encoded field, or several. */
export type Bytes = Uint8Array;

/** A varint. */
export function varint(value: number | bigint): Bytes {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Uint8Array.from([...bytes, Number(rest)]);
}

export const join = (...parts: readonly Bytes[]): Bytes => Buffer.concat(parts);
export const delimited = (field: number, ...body: readonly Bytes[]): Bytes => {
  const whole = join(...body);
  return join(varint(field * 8 + 2), varint(whole.length), whole);
};
export const text = (field: number, value: string): Bytes => delimited(field, Buffer.from(value));
export const integer = (field: number, value: number | bigint): Bytes => join(varint(field * 8), varint(value));

/** The fields of a node. */
export interface RawNode {
  readonly operator: string;
  readonly domain?: string;
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
  /** Encoded `AttributeProto`s. */
  readonly attributes?: readonly Bytes[];
}

/** A `NodeProto`. */
export const rawNode = ({ operator, domain, inputs = [], outputs = [], attributes = [] }: RawNode): Bytes =>
  join(
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, operator),
    ...attributes.map((attribute) => delimited(5, attribute)),
    ...(domain === undefined ? [] : [text(7, domain)]),
  );

/** An `AttributeProto` of a name and other fields. */
export const attribute = (name: string, ...fields: readonly Bytes[]): Bytes => join(text(1, name), ...fields);

/** The fields of a tensor; `fields`: encoded, besides the shape, the type and the name. */
export const rawTensor = (name: string, dimensions: readonly (number | bigint)[], type: number, ...fields: readonly Bytes[]): Bytes =>
  join(...dimensions.map((size) => integer(1, size)), integer(2, type), text(8, name), ...fields);

/** A tensor's fields that say that its weights are in another file. */
export const externalData = (entries: Readonly<Record<string, string>>): Bytes =>
  join(...Object.entries(entries).map(([key, value]) => delimited(13, text(1, key), text(2, value))), integer(14, 1));

/** A tensor of int64 with its numbers. */
export const integers = (name: string, values: readonly bigint[]): Bytes =>
  rawTensor(name, [values.length], 7, delimited(9, new Uint8Array(BigInt64Array.from(values).buffer)));

const valueInfo = (name: string, type: number, sizes: readonly (string | number)[]): Bytes => {
  const shape = sizes.map((size) => delimited(1, typeof size === "number" ? integer(1, size) : text(2, size)));
  return join(text(1, name), delimited(2, delimited(1, integer(1, type), delimited(2, ...shape))));
};

/** A model's `FunctionProto` of the output `y`, with its nodes encoded. */
export const functionIn = (domain: string, name: string, ...nodes: readonly Bytes[]): Bytes =>
  delimited(25, text(1, name), text(5, "y"), ...nodes.map((node) => delimited(7, node)), delimited(9, integer(2, 17)), text(10, domain));

/** What a small text encoder has besides; each part encoded. */
export interface Additions {
  readonly nodes?: readonly Bytes[];
  readonly initializers?: readonly Bytes[];
  /** Fields of the graph, and of the model. */
  readonly graph?: readonly Bytes[];
  readonly model?: readonly Bytes[];
  readonly operatorSet?: number;
  readonly formatVersion?: number | bigint;
  /** The shape of `input_ids`. */
  readonly inputShape?: readonly (string | number)[];
}

const float = 1;
const int64 = 7;
export const width = 8;
/** Pieces of the tokenizer of tiny-modernbert. */
export const pieces = 869;

/** A graph that gives row `input_ids` of a table, and what is added to it. */
export function encoderGraph(additions: Additions = {}): Bytes {
  const {
    nodes = [],
    initializers = [],
    graph = [],
    model = [],
    operatorSet = 17,
    formatVersion = 8,
    inputShape = ["rows", "tokens"],
  } = additions;
  const table = rawTensor("table", [pieces, width], float, delimited(9, new Uint8Array(pieces * width * 4)));
  return join(
    integer(1, formatVersion),
    delimited(
      7,
      ...[rawNode({ operator: "Gather", inputs: ["table", "input_ids"], outputs: ["last_hidden_state"] }), ...nodes].map((node) =>
        delimited(1, node),
      ),
      text(2, "encoder"),
      ...[table, ...initializers].map((tensor) => delimited(5, tensor)),
      delimited(11, valueInfo("input_ids", int64, inputShape)),
      delimited(11, valueInfo("attention_mask", int64, inputShape)),
      delimited(12, valueInfo("last_hidden_state", float, ["rows", "tokens", width])),
      ...graph,
    ),
    delimited(8, integer(2, operatorSet)),
    ...model,
  );
}
