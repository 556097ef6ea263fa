import { answerRequests } from "../children/answer-requests.ts";
import { openProduct, type ProductOptions } from "./product-session.ts";
import type { ProductAnswer, ProductRequest } from "./product-request.ts";

// Multiplies matrices, in a process that does nothing else.
answerRequests<ProductRequest>(async () => {
  const options = JSON.parse(process.argv[2] ?? "") as ProductOptions;
  const opened = new Map<string, ReturnType<typeof openProduct>>();
  return {
    hello: { node: process.version },
    async answer({ rows, inner, columns, milliseconds }): Promise<ProductAnswer> {
      const key = `${inner} ${columns}`;
      const open = opened.get(key) ?? openProduct({ inner, columns }, options);
      opened.set(key, open);
      const product = (await open)(rows);
      // What was run before this has its data where this one's should be.
      await product.run();
      let runs = 0;
      const started = performance.now();
      let passed = 0;
      do {
        await product.run();
        runs += 1;
        passed = performance.now() - started;
      } while (passed < milliseconds);
      return { millisecondsPerRun: passed / runs };
    },
  };
});
