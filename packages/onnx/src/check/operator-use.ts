import { GraphFileError } from "../walk/graph-file-error.ts";
import type { NodeRecord, RecordWatch } from "../walk/records.ts";
import type { OnnxVisitor } from "../walk/walk-onnx.ts";
import { functionProblem, isRegisteredDomain, knownOperators, operatorProblem } from "./known-operators.ts";
import { mostNodes } from "./structure.ts";

/** Gathers which operators a model uses, and the functions that it defines itself. */
export interface OperatorUse extends OnnxVisitor, Pick<RecordWatch, "node"> {
  /** @throws GraphFileError for an operator that is neither allowed nor a function of the model, and for functions without end */
  finish(): void;
}

interface Use extends Pick<NodeRecord, "domain" | "operator"> {
  count: number;
}

// A function that calls two others, each of which calls two, and so on, is a graph that no machine holds.
const deepestCall = 32;
/** ONNX Runtime writes functions out with all that is in them, constants included. */
const mostBytes = 2 ** 28;

/** What a part of a model is, its functions written out. */
interface Extent {
  readonly nodes: number;
  readonly bytes: number;
}

const keyOf = (domain: string, name: string, overload: string): string => `${domain}\n${name}\n${overload}`;
/** `ai.onnx` is another name of the empty domain. */
const plain = (domain: string): string => (domain === "ai.onnx" ? "" : domain);

/** @see OperatorUse */
export function operatorUse(): OperatorUse {
  /** By scope: the graph itself at 0, then the functions in the order of the file. */
  const uses: Map<string, Use>[] = [new Map()];
  const functions = new Map<string, number>();
  /** Bytes of each function by scope; those of the graph itself are not written out. */
  const bytesOf: number[] = [0];
  /** Functions that ONNX Runtime may take for an operator of its own. */
  const covering: Pick<NodeRecord, "domain" | "operator">[] = [];
  let name = "";
  let domain = "";
  let overload = "";

  function extentOf(scope: number, known: Map<number, Extent>, depth: number): Extent {
    const before = known.get(scope);
    if (before !== undefined) return before;
    if (depth > deepestCall) throw new GraphFileError(`its functions call each other without end, or more than ${deepestCall} deep`);
    let nodes = 0;
    let bytes = bytesOf[scope] ?? 0;
    for (const [key, { count }] of uses[scope] ?? []) {
      const called = functions.get(key);
      const inner = called === undefined ? { nodes: 0, bytes: 0 } : extentOf(called, known, depth + 1);
      nodes += count * (1 + inner.nodes);
      bytes += count * inner.bytes;
      if (nodes > mostNodes) throw new GraphFileError(`it has more than ${mostNodes} nodes, its functions written out`);
      if (bytes > mostBytes) throw new GraphFileError(`its functions have more than ${mostBytes} bytes, written out`);
    }
    known.set(scope, { nodes, bytes });
    return { nodes, bytes };
  }

  return {
    fields: ["function.name", "function.domain", "function.overload"],
    enter(message, bytes) {
      if (message !== "function") return;
      uses.push(new Map());
      bytesOf.push(bytes);
      name = domain = overload = "";
    },
    text(field, text) {
      if (field === "function.name") name = text;
      else if (field === "function.domain") domain = plain(text);
      else overload = text;
    },
    leave(message) {
      if (message !== "function") return;
      const key = keyOf(domain, name, overload);
      if (functions.has(key)) throw new GraphFileError(`it defines the function ${JSON.stringify(name)} twice`);
      functions.set(key, uses.length - 1);
      if (isRegisteredDomain(domain) && knownOperators.get(domain)?.has(name) !== true) covering.push({ domain, operator: name });
    },
    node({ domain: given, operator, overload: version, scope }) {
      const used = { domain: plain(given), operator, count: 1 };
      const key = keyOf(used.domain, operator, version);
      const before = uses[scope]?.get(key);
      if (before === undefined) uses[scope]?.set(key, used);
      else before.count += 1;
    },
    finish() {
      const [first] = covering;
      if (first !== undefined) throw new GraphFileError(functionProblem(first.domain, first.operator));
      for (const scope of uses)
        for (const [key, { domain: of, operator }] of scope)
          if (!functions.has(key) && knownOperators.get(of)?.has(operator) !== true)
            throw new GraphFileError(operatorProblem(of, operator));
      const known = new Map<number, Extent>();
      for (const scope of uses.keys()) extentOf(scope, known, 0);
    },
  };
}
