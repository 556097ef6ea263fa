export { directml, type DirectMlOptions } from "./directml.ts";
