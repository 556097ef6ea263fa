// No loader and no plugin is needed. The development server sends what makes a page cross-origin isolated.
export default {
  mode: "production",
  entry: "./main.js",
  devServer: {
    headers: {
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    },
  },
};
