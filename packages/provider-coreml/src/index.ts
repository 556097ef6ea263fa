export { coreml, type CoreMlOptions } from "./coreml.ts";
