// Runs a command where there is no network but one port of 127.0.0.1, which leads to a socket file:
// unshare --net … node without-network.mjs SOCKET PORT COMMAND PARAMETERS…
import { execFileSync, spawn } from "node:child_process";
import { connect, createServer } from "node:net";

const [socket = "", port = "", command = "", ...parameters] = process.argv.slice(2);

execFileSync("ip", ["link", "set", "lo", "up"]);
const server = createServer((client) => {
  const registry = connect(socket);
  client.pipe(registry).pipe(client);
  client.on("error", () => registry.destroy());
  registry.on("error", () => client.destroy());
});
server.listen(Number(port), "127.0.0.1", () => {
  const child = spawn(command, parameters, { stdio: "inherit" });
  child.on("error", (error) => {
    console.error(error.message);
    process.exit(1);
  });
  child.on("exit", (code) => process.exit(code ?? 1));
});
