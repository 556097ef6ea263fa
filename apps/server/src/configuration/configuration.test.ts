import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { printableConfiguration, readConfiguration } from "./read-configuration.ts";
import { readEnvironment, readFlags } from "./sources.ts";
import { usage } from "./usage.ts";

const read = (argv: string[], environment: Record<string, string> = {}) => {
  const { written, config } = readFlags(argv);
  return readConfiguration([written, readEnvironment(environment)], config);
};

function file(content: string, name = "settings.json"): string {
  const path = join(mkdtempSync(join(tmpdir(), "nestvec-configuration-")), name);
  writeFileSync(path, content);
  return path;
}

test("flags go before the environment, that before the file, that before the defaults", () => {
  const config = file(JSON.stringify({ port: 1, "max-batch-tokens": 1, deadline: 1, "api-key": ["k"] }));
  const configuration = read(["--port", "3", "--config", config], { PORT: "2", MAX_BATCH_TOKENS: "2" });
  expect(configuration).toMatchObject({ port: 3, maxBatchTokens: 2, deadline: 1, apiKey: ["k"], drain: 30_000 });
});

test("TEI's names, lists and switches are read as TEI's users write them", () => {
  const argv = [
    "--model-id",
    "a=./x",
    "--model-id",
    "b=./y,c=./z",
    "--auto-truncate",
    "false",
    "--no-docs",
    "--metrics=true",
    "--layers",
    "2,6",
  ];
  expect(read(argv)).toMatchObject({
    modelId: ["a=./x", "b=./y", "c=./z"],
    autoTruncate: false,
    docs: false,
    metrics: true,
    layers: [2, 6],
  });
  expect(read(["--auto-truncate"]).autoTruncate).toBe(true);
  expect(read([]).autoTruncate).toBeUndefined();
});

test("what others set in the environment is not taken for a setting", () => {
  expect(read([], { HOSTNAME: "3f2a1b", NESTVEC_PORT: "8" })).toMatchObject({ hostname: "127.0.0.1", port: 8 });
  expect(read([], { NESTVEC_HOSTNAME: "0.0.0.0", PORT: "" })).toMatchObject({ hostname: "0.0.0.0", port: 3000 });
});

test("keys of a file join those of the flag, and none is printed", () => {
  const configuration = read(["--api-key", "one,two", "--api-key-file", file("# rotation\nthree\n\n", "keys")]);
  expect(configuration.apiKey).toEqual(["one", "two", "three"]);
  expect(printableConfiguration(configuration)).toMatchObject({ "api-key": "3 set", port: 3000 });
});

describe("a wrong value stops the start with its name", () => {
  test.each([
    [["--port", "70000"], {}, /"--port" .*"70000".* 0 to 65535/],
    [["--port", "-1"], {}, /"--port|command line/],
    [[], { NESTVEC_DEADLINE: "soon" }, /NESTVEC_DEADLINE.*"soon"/],
    [[], { LOG_LEVEL: "loud" }, /LOG_LEVEL.*trace, debug/],
    [["--max-batch-token", "1"], {}, /--max-batch-token/],
    [["--workers"], {}, /--workers/],
    [["folder"], {}, /folder/],
    [["--docs=maybe"], {}, /--docs.*true or false/],
    [["--config", file(`{"prot": 1}`)], {}, /"prot"/],
    [["--config", file(`{"port": "many"}`)], {}, /"port" of .*settings.json.*many/],
    [["--config", file(`[]`)], {}, /no JSON object/],
    [["--config", "/nowhere/at/all.json"], {}, /nowhere/],
    [["--api-key-file", file("\n", "keys")], {}, /no key/],
    [["--api-key="], {}, /--api-key.*at least one/],
    [[], { API_KEY: " , " }, /API_KEY.*at least one/],
    [["--model-id", ","], {}, /--model-id.*at least one/],
    [["--otlp-endpoint", "ftp://collector"], {}, /--otlp-endpoint.*http/],
    [["--cors-allow-origin", "https://app.example/path"], {}, /--cors-allow-origin.*without a path/],
  ])("%j %j", (argv, environment, message) => {
    expect(() => read(argv, environment as Record<string, string>)).toThrow(message);
  });

  test("but a key is not repeated", () => {
    const wrong = file(JSON.stringify({ "api-key": [{ secret: "hunter2" }] }));
    expect(() => read(["--config", wrong])).toThrow(expect.objectContaining({ message: expect.not.stringContaining("hunter2") }));
  });
});

test("help lists every setting with its default", () => {
  const text = usage("nestvec-server");
  for (const name of Object.keys(printableConfiguration(read([])))) expect(text).toContain(`--${name}`);
  expect(text).toContain("(default: 3000)");
});
