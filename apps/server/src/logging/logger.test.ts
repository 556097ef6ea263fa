import { expect, onTestFinished, test, vi } from "vitest";
import { builtServer, startBuilt, until } from "../testing/built-server.ts";
import { loggerOf } from "./logger.ts";

test("what is not a terminal gets JSON, and text where that is asked for", async () => {
  const { output } = await builtServer(["--access-log"]);
  const lines = output().trim().split("\n");
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ level: 30, msg: expect.any(String) });
  const text = startBuilt(["--port", "0", "--prometheus-port", "0", "--layers", "2"], { LOG_FORMAT: "text", DTYPE: "float16" });
  await until(() => text.output().includes("model ready"));
  expect(text.output()).toMatch(/^\d\d:\d\d:\d\d\.\d{3} INFO {2}starting\n {2}configuration:\n {4}hostname: 127\.0\.0\.1\n/);
  expect(text.output()).toMatch(/ INFO {2}listening url=http:\/\/127\.0\.0\.1:\d+ metrics=http/);
  expect(text.output()).toMatch(/ WARN {2}DTYPE is set in the environment\./);
});

test("a terminal gets text, and JSON where that is asked for", () => {
  const { isTTY } = process.stdout;
  process.stdout.isTTY = true;
  onTestFinished(() => void (process.stdout.isTTY = isTTY));
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  loggerOf({ logLevel: "info", logFormat: "auto" }).info({ port: 1 }, "listening");
  const texts = write.mock.calls.map(([text]) => String(text));
  loggerOf({ logLevel: "silent", logFormat: "json" }).info("nothing");
  write.mockRestore();
  expect(texts).toEqual([expect.stringMatching(/^\S+ INFO {2}listening port=1\n$/)]);
});
