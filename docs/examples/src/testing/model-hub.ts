import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance/models";
import { folderFiles, repositoryOf, startLoopbackHub, type LoopbackHub } from "@nestvec/loopback-hub";

/** A hub on this machine for the examples, in which one small model has the name of a well-known one. */
export function startModelHub(): Promise<LoopbackHub> {
  const files = folderFiles(fileURLToPath(new URL("tiny-modernbert", referenceModels)));
  return startLoopbackHub([repositoryOf("BAAI/bge-small-en-v1.5", files)]);
}
