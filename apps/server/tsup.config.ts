import { defineConfig } from "tsup";
import { thirdPartyLicences } from "../../tools/third-party-licences.mjs";
import { library } from "../../tsup.base.ts";

// The library and the command `nestvec-server`.
export default defineConfig({
  ...library,
  entry: { index: "src/index.ts", main: "src/main.ts" },
  // Fastify is inside: a test helper that it depends on brings a package that asks for Node 22, which Yarn 1 refuses to install on Node 20.
  noExternal: ["fastify", "fastify-type-provider-zod"],
  // That helper, which only `inject()` loads.
  external: ["light-my-request"],
  // Fastify is CommonJS, which loads what is outside by `require`.
  banner: {
    js: `import { createRequire as createBundleRequire } from "node:module"; const require = createBundleRequire(import.meta.url);`,
  },
  esbuildPlugins: [thirdPartyLicences()],
});
