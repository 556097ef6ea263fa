import { defineConfig } from "tsup";
import { library } from "../../tsup.base.ts";

// Which of the packages of binaries is there is known only where it runs.
export default defineConfig({ ...library, external: [/^@nestvec\/onnxruntime-/] });
