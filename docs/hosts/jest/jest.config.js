/** @type {import("jest").Config} */
const config = { transform: {}, testTimeout: 60_000 };

export default config;
