import { expect, test } from "vitest";
import { finished, startCli } from "../testing/cli.ts";

test("serve has the server's own flags, and help", async () => {
  const { code, stdout } = await finished(startCli(["serve", "--help"]));
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Usage: nestvec serve \[flags\]/);
  expect(stdout).toContain("--max-concurrent-requests");
  const wrong = await finished(startCli(["serve", "--port", "x"]));
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringMatching(/^nestvec serve: "--port"/) });
});

test("serve answers, and ends in order with SIGTERM", async () => {
  const child = startCli(["serve", "--model", "mine=nestvec-mini", "--port", "0", "--no-metrics", "--layers", "2", "--threads", "1"]);
  const ended = finished(child);
  const url = await new Promise<string>((resolve) => {
    let printed = "";
    child.stdout.on("data", (data: Buffer) => {
      printed += data.toString();
      const found = /"url":"([^"]+)".*"listening"/.exec(printed);
      if (found?.[1] !== undefined) resolve(found[1]);
    });
  });
  while ((await fetch(`${url}/readyz`)).status !== 200) await new Promise((resolve) => setTimeout(resolve, 50));
  const models = (await fetch(`${url}/v1/models`).then((answer) => answer.json())) as { readonly data: readonly { readonly id: string }[] };
  expect(models.data.map(({ id }) => id)).toEqual(["mine"]);
  child.kill("SIGTERM");
  expect(await ended).toMatchObject({ code: 0, signal: null });
});
