/** Ends the process with one sentence where Node is too old, before anything else can fail with a stack trace. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`nestvec needs Node 20.19 or newer; this is Node ${process.versions.node}.`);
  process.exit(1);
}
