/** Variables of the product that are no settings of the server. A test compares the list with what the code reads. */
export const otherVariables: readonly string[] = [
  // The file of settings, as --config names it.
  "NESTVEC_CONFIG",
  // The command line's model, and the folder for what is kept between runs.
  "NESTVEC_MODEL",
  "NESTVEC_CACHE",
  // Set by the project's own tests: their data, and where their counts go.
  "NESTVEC_SHARED",
  "NESTVEC_TALLY_FILE",
  "NESTVEC_FUZZED_BODIES",
];
