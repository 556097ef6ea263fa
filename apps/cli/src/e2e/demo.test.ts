import { expect, test } from "vitest";
import { runCli, tinyModel } from "../testing/cli.ts";

/** The numbers of a row of the table, by what it starts with. */
const numbersOf = (line: string): number[] => [...line.matchAll(/ (-?\d+(?:\.\d+)?)(?= |$)/g)].map(([, number]) => Number(number));

test("related pairs are above unrelated ones at every cut, in what fits 80 columns", async () => {
  // As npm start runs it, whose commands are the longest.
  const { code, stdout, stderr } = await runCli(["demo"], { environment: { npm_package_name: "nestvec-workspace" } });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const lines = stdout.split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(lines.length).toBeLessThan(40);

  const rows = lines.filter((line) => /(?: -?\d\.\d\d){5}$/.test(line.replaceAll(/ +/g, " "))).map(numbersOf);
  expect(rows).toHaveLength(6);
  for (const cut of [0, 1, 2, 3, 4]) {
    const related = rows.slice(0, 3).map((row) => row[cut]!);
    const unrelated = rows.slice(3).map((row) => row[cut]!);
    expect(Math.min(...related)).toBeGreaterThan(Math.max(...unrelated));
  }
  for (const label of ["tokens", "milliseconds", "bytes"]) expect(stdout).toMatch(new RegExp(`${label}.* +\\d`));
  expect(stdout).toMatch(/layer +6 +6 +4 +3 +2\ndimension +384 +64 +128 +64 +32\n/);
  expect(stdout).toContain("At every cut, every related pair is above every unrelated pair.");
});

test("the next commands to try are shown as they can be typed", async () => {
  const installed = await runCli(["demo"]);
  expect(installed.stdout).toContain('\n  nestvec similarity "');
  const checkout = await runCli(["demo"], { environment: { npm_package_name: "nestvec-workspace" } });
  expect(checkout.stdout).toContain('\n  npm run -s nestvec -- similarity "');
  expect(checkout.stdout).toContain("\n  npm run -s nestvec -- playground");
});

test("a model that learned nothing is not said to part the pairs", async () => {
  const { code, stdout } = await runCli(["demo", "--model", tinyModel]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Every related pair is above every unrelated pair at \d of 3 cuts\./);
  expect(stdout).toMatch(/layer +6 +4 +2\n/);
});
