/** @type {import("next").NextConfig} */
const config = {
  output: "standalone",
  // Taken from node_modules as it is: it starts a worker from a file of its own, and its binaries are no JavaScript.
  serverExternalPackages: ["@nestvec/runtime-node"],
  // What is found by its name at run time: the worker, the binaries and the bundled model.
  outputFileTracingIncludes: { "/*": ["./node_modules/@nestvec/**/*"] },
};

export default config;
