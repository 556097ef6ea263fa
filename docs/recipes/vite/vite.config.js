import { defineConfig } from "vite";

// With these a page is cross-origin isolated, and WebAssembly has threads.
const headers = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export default defineConfig({
  // Else the development server moves the package away from its worker.
  optimizeDeps: { exclude: ["@nestvec/runtime-web"] },
  server: { headers },
  preview: { headers },
});
