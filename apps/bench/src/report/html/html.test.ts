import { expect, test } from "vitest";
import { html, trusted } from "./html.ts";

test("what is put in is text, in an attribute, too", () => {
  const nasty = `"><script>alert('&')</script>`;
  const escaped = "&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;";
  expect(html`<p title="${nasty}">${nasty}</p>`.markup).toBe(`<p title="${escaped}">${escaped}</p>`);
});

test("markup stays, lists follow one another, and nothing stands for undefined", () => {
  const items = ["a", "<b>"].map((item) => html`<li>${item}</li>`);
  // oxfmt-ignore
  expect(html`<ul>${items}${undefined}${trusted("<hr>")}${1}</ul>`.markup).toBe("<ul><li>a</li><li>&lt;b&gt;</li><hr>1</ul>");
});
