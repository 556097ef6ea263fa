import { defineConfig } from "tsup";
import { library } from "../../tsup.base.ts";

// What is run in processes of their own are files of their own.
export default defineConfig({
  ...library,
  entry: {
    main: "src/main.ts",
    "bulk-child": "src/bulk/bulk-child.ts",
    "compiled-child": "src/compiled/compiled-child.ts",
    "engine-child": "src/engine/engine-child.ts",
    "session-memory-child": "src/engine/session-memory-child.ts",
    "tokenizer-child": "src/engine/tokenizer-child.ts",
  },
  dts: false,
});
