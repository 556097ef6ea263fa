/** A tensor that is part of a file: an initializer, or a constant in a node. */
export interface TensorRecord {
  readonly name: string;
  readonly dimensions: readonly number[];
  /** ONNX's number for the type of its elements. */
  readonly type: number;
  /** Where its weights are in another file, by ONNX's keys; undefined where they are in this one. */
  readonly external: ReadonlyMap<string, string> | undefined;
  /** Bytes of `raw_data`, where it has that. */
  readonly rawBytes: number | undefined;
  /** Bytes of its numbers in lists, and how many texts it has. */
  readonly listBytes: number;
  readonly texts: number;
  /** Where `raw_data` or a packed list of floats, which has the same bytes, lies in the file; 0 for others. */
  readonly start: number;
  readonly end: number;
  /** The first of its numbers, where they are in this file and of a type that is read. */
  readonly numbers: readonly number[];
  /** Whether it has numbers in this file that are not among `numbers`. */
  readonly hasMore: boolean;
  /** Whether it is an initializer of the model's own graph: not in a node, a branch or a function. */
  readonly isOwn: boolean;
}

/** A node: one operator with its inputs. */
export interface NodeRecord {
  readonly operator: string;
  readonly domain: string;
  readonly overload: string;
  /** The names of its first inputs. */
  readonly inputs: readonly string[];
  /** The name of its first output. */
  readonly output: string;
  /** The first of the numbers that its attributes hold, tensors included, of each kind. */
  readonly integers: readonly number[];
  readonly floats: readonly number[];
  /** Whether its attributes hold numbers that are not among these. */
  readonly hasMore: boolean;
  /** The whole numbers among these by the name of their attribute, those of tensors left out. */
  readonly attributes: ReadonlyMap<string, readonly number[]>;
  /** The function that it is in, counted from 1; 0 for the graph itself. */
  readonly scope: number;
  /** Whether it is in the model's own graph: not in a branch or a function. */
  readonly isOwn: boolean;
}

/** Who is told of the nodes and tensors of a file, when each has been read. */
export interface RecordWatch {
  node?(node: NodeRecord): void;
  tensor?(tensor: TensorRecord, scope: number): void;
}
