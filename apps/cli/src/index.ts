// What is installed under this name is the command line and, for programs, all of the runtime.
export * from "@nestvec/runtime-node";
