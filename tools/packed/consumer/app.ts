// An application that is built into one file, with its worker as a second one: see docs/runtime-node.md.
import { NestvecError } from "@nestvec/core";
import { loadModel, type LoadOptions } from "@nestvec/runtime-node";

const workerUrl = new URL("./app-worker.js", import.meta.url);
const ways: LoadOptions[] = [{ isolation: "thread", workerUrl }, { isolation: "process", workerUrl }, { isolation: "none" }, {}];
const answers: (number | string)[] = [];
for (const way of ways) {
  try {
    const model = await loadModel("nestvec-mini", way);
    const { vectors } = await model.embed(["a text"], { dimension: 32 });
    answers.push(vectors[0]?.length ?? 0);
    await model.dispose();
  } catch (error) {
    answers.push(error instanceof NestvecError ? `${error.code} ${error.message}` : String(error));
  }
}
console.log(JSON.stringify(answers));
