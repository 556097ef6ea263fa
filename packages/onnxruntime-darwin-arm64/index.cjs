// The binding finds the library beside it.
module.exports = require("./dist/onnxruntime_binding.node");
