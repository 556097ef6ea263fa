import { defineConfig } from "vitest/config";

// What a user has around the packages: package managers, other hosts of JavaScript, containers. Needs a build and the npm registry;
// `npm run test:hosts` runs it.
export default defineConfig({
  test: {
    include: ["{packages,apps,tools,docs}/**/*.hosts.test.ts"],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
