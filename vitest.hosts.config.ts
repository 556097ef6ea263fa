import { defineConfig } from "vitest/config";

// Tests read the sources of the other packages, not their builds.
const conditions = ["@nestvec/source"];

// What a user has around the packages: package managers, other hosts of JavaScript, containers, and a GPU in software, which takes minutes. Needs a
// build and the npm registry; `npm run test:hosts` runs it.
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["{packages,apps,tools,docs}/**/*.hosts.test.ts"],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
