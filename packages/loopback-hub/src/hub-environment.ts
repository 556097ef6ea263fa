/** The variables of a process that knows a hub of the test and a cache of its own, whatever the machine has set. */
export const hubEnvironment = (endpoint: string, home: string): Record<string, string> => ({
  HF_ENDPOINT: endpoint,
  HF_HOME: home,
  HF_TOKEN: "",
  HF_HUB_CACHE: "",
  HF_HUB_OFFLINE: "",
});
