const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** ONNX's own operators, of which those for images, sound, texts, random numbers and losses are left out. */
const onnx = words(`
  Abs Acos Acosh Add And ArgMax ArgMin Asin Asinh Atan Atanh Attention AveragePool BatchNormalization BitCast BitShift BitwiseAnd BitwiseNot
  BitwiseOr BitwiseXor Cast CastLike CausalConvWithState Ceil Celu Clip Compress Concat ConcatFromSequence Constant ConstantOfShape Conv
  ConvInteger ConvTranspose Cos Cosh CumProd CumSum DFT DepthToSpace DequantizeLinear Div Dropout DynamicQuantizeLinear Einsum Elu Equal Erf
  Exp Expand EyeLike Flatten Floor GRU Gather GatherElements GatherND Gelu Gemm GlobalAveragePool GlobalLpPool GlobalMaxPool Greater
  GreaterOrEqual GroupNormalization HardSigmoid HardSwish Hardmax Identity If InstanceNormalization IsInf IsNaN LSTM LayerNormalization
  LeakyRelu Less LessOrEqual LinearAttention Log LogSoftmax Loop LpNormalization LpPool MatMul MatMulInteger Max MaxPool Mean
  MeanVarianceNormalization Min Mish Mod Mul Neg NonZero Not OneHot Or PRelu Pad Pow QLinearConv QLinearMatMul QuantizeLinear
  RMSNormalization RNN Range Reciprocal ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum
  ReduceSumSquare Relu Reshape Resize ReverseSequence RotaryEmbedding Round Scan Scatter ScatterElements ScatterND Selu SequenceAt
  SequenceConstruct SequenceEmpty SequenceErase SequenceInsert SequenceLength SequenceMap Shape Shrink Sigmoid Sign
  SimplifiedLayerNormalization Sin Sinh Size Slice Softmax Softplus Softsign SpaceToDepth Split SplitToSequence Sqrt Squeeze Sub Sum SwiGLU
  Swish Tan Tanh TensorScatter ThresholdedRelu Tile TopK Transpose Trilu Unique Unsqueeze Upsample Where Xor
`);

/** What ONNX Runtime's optimizers, quantizers and builders of models put in their place. */
const microsoft = words(`
  Attention BiasAdd BiasDropout BiasGelu BiasSoftmax BiasSplitGelu BitmaskBiasDropout BitmaskDropout CausalConvWithState DecoderAttention
  DecoderMaskedMultiHeadAttention DecoderMaskedSelfAttention DequantizeLinear DynamicQuantizeLSTM DynamicQuantizeMatMul EmbedLayerNormalization
  ExpandDims FastGelu FusedConv FusedGemm FusedMatMul FusedMatMulActivation GatedRelativePositionBias GatherBlockQuantized GatherND Gelu
  GemmFastGelu GemmaRotaryEmbedding GroupQueryAttention Inverse LinearAttention LongformerAttention MatMulBnb4 MatMulFpQ4 MatMulInteger16
  MatMulIntegerToFloat MatMulNBits MoE MulInteger MultiHeadAttention NhwcFusedConv NhwcMaxPool PackedAttention PackedMultiHeadAttention Pad
  QAttention QEmbedLayerNormalization QGemm QLinearAdd QLinearAveragePool QLinearConcat QLinearConv QLinearGlobalAveragePool QLinearLeakyRelu
  QLinearMul QLinearReduceMean QLinearSigmoid QLinearSoftmax QLinearWhere QMoE QOrderedAttention QOrderedGelu QOrderedLayerNormalization
  QOrderedLongformerAttention QOrderedMatMul QuantizeLinear QuantizeWithOrder DequantizeWithOrder QuickGelu Range ReduceSumInteger
  RelativePositionBias RemovePadding RestorePadding RotaryEmbedding SimplifiedLayerNormalization SkipLayerNormalization
  SkipSimplifiedLayerNormalization SparseToDenseMatMul SwiGLU TransposeMatMul Trilu Unique
`);

/** Convolutions in the layout that ONNX Runtime's optimizer saves. */
const blocked = words("AveragePool Conv GlobalAveragePool GlobalMaxPool MaxPool ReorderInput ReorderOutput Upsample");

/**
 * Domains whose operators ONNX Runtime registers itself, whichever it is built with. It looks there first, so that a function of the model cannot take
 * one of their names.
 */
export const isRegisteredDomain = (domain: string): boolean => /^($|(ai\.onnx|com\.microsoft|com\.ms)(\.|$))/.test(domain);

/** By domain, that of ONNX itself being the empty one. */
export const knownOperators: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["", onnx],
  ["com.microsoft", microsoft],
  ["com.microsoft.nchwc", blocked],
]);

/** Why an operator is not run. */
export function operatorProblem(domain: string, operator: string): string {
  const named = `its operator ${JSON.stringify(operator)} of the domain ${JSON.stringify(domain === "" ? "ai.onnx" : domain)}`;
  if (domain === "ai.onnx.contrib" || domain === "com.microsoft.extensions")
    return `${named} belongs to onnxruntime-extensions, a library of native code that is not loaded here; export the model without its tokenizer`;
  if (operator === "EPContext" || operator === "Snpe" || operator === "PyOp")
    return `${named} holds or names the program of another engine; export the model as a plain graph`;
  if (domain.endsWith("training")) return `${named} is for training; export the model for inference`;
  if (knownOperators.has(domain)) return `${named} is none that a text encoder needs, or that is known here`;
  if (isRegisteredDomain(domain))
    return `${named} is of ONNX or ONNX Runtime, but none that a text encoder needs; export the model with operators of ai.onnx or com.microsoft alone`;
  return `${named} is a custom one: no library of operators is loaded; export the model with operators of ONNX or com.microsoft alone`;
}

/** Why a function of the model is not run. */
export const functionProblem = (domain: string, name: string): string =>
  `its function ${JSON.stringify(name)} is in the domain ${JSON.stringify(domain === "" ? "ai.onnx" : domain)}, whose operators ONNX Runtime takes instead where it has one of that name; give the function a domain of its own`;
