import { GraphFileError } from "../walk/graph-file-error.ts";
import type { OnnxVisitor } from "../walk/walk-onnx.ts";

/** The newest version of each set of operators, and of the file format, that ONNX Runtime 1.30 takes. A test asks it. */
const newestVersions: {
  readonly format: number;
  readonly operatorSets: Readonly<Record<string, number>>;
} = { format: 13, operatorSets: { "ai.onnx": 26, "ai.onnx.ml": 5, "com.microsoft": 1 } };

/** Refuses versions of ONNX that came after this package. Sets of operators that are not known may be named, as long as none of them is used. */
export function versions(): OnnxVisitor {
  let domain = "";
  let version = 0;
  return {
    fields: ["model.irVersion", "operatorSet.domain", "operatorSet.version"],
    enter(message) {
      if (message !== "operatorSet") return;
      domain = "";
      version = 0;
    },
    text(_field, text) {
      domain = text;
    },
    number(field, number) {
      if (field === "operatorSet.version") version = number;
      else if (number > newestVersions.format || number < 1)
        throw new GraphFileError(`it has version ${number} of ONNX's format; known here are 1 to ${newestVersions.format}`);
    },
    leave(message) {
      if (message !== "operatorSet") return;
      const name = domain === "" ? "ai.onnx" : domain;
      const newest = Object.hasOwn(newestVersions.operatorSets, name) ? newestVersions.operatorSets[name] : undefined;
      if (newest !== undefined && (version > newest || version < 1))
        throw new GraphFileError(
          `it is made for version ${version} of ${name}'s operators; known here are 1 to ${newest}: export it for one of them`,
        );
    },
  };
}
