"""Small models of the published architectures with random weights, and their ONNX graphs under the published names."""

import math
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import nn

WIDTH, HEADS, LAYERS, INNER = 16, 2, 2, 32
OPSET = 18


def randomize(model: nn.Module, seed: int) -> nn.Module:
    """Weights of a sensible spread, so that other texts have clearly other vectors; of bfloat16's precision, so that they compress."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            if parameter.dim() > 1:
                # A row of a table of embeddings is an input, any other matrix a product over its last axis.
                spread = 1.0 if "embed" in name or "shared" in name or "attention_bias" in name else 1.5 / math.sqrt(parameter.shape[-1])
                values = torch.randn(parameter.shape, generator=generator) * spread
            elif "norm" in name.lower() and name.endswith("weight"):
                values = 1 + 0.2 * torch.randn(parameter.shape, generator=generator)
            else:
                values = 0.2 * torch.randn(parameter.shape, generator=generator)
            parameter.copy_(values.to(torch.bfloat16).to(torch.float32))
    return model.eval()


def export(module: nn.Module, inputs: dict[str, torch.Tensor], outputs: list[str], axes: dict[str, dict[int, str]]) -> onnx.ModelProto:
    """The graph of a module that takes `inputs` in their order and returns a tuple. `axes`: by name, which axes are free."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        # The modules take all inputs as one list.
        shapes = (tuple({axis: torch.export.Dim.DYNAMIC for axis in axes[key]} for key in inputs),)
        with torch.no_grad():
            torch.onnx.export(
                module, tuple(inputs.values()), str(path), input_names=list(inputs), output_names=outputs,
                dynamic_shapes=shapes, opset_version=OPSET, dynamo=True, external_data=False, verbose=False,
            )
        proto = onnx.load(str(path))
    for value in proto.graph.input:
        for axis, name in axes[value.name].items():
            value.type.tensor_type.shape.dim[axis].dim_param = name
    return stripped(proto)


def stripped(proto: onnx.ModelProto) -> onnx.ModelProto:
    """Without what the exporter writes for people: a graph is then a third of its size."""
    proto.graph.ClearField("doc_string")
    proto.graph.ClearField("value_info")
    del proto.metadata_props[:]
    del proto.functions[:]
    proto.producer_version = ""
    names: dict[str, str] = {}
    kept = {value.name for value in [*proto.graph.input, *proto.graph.output]}
    short = lambda name: name if name in kept or name == "" else names.setdefault(name, f"v{len(names)}")
    for initializer in proto.graph.initializer:
        initializer.name = short(initializer.name)
        initializer.ClearField("doc_string")
    for index, node in enumerate(proto.graph.node):
        node.ClearField("doc_string")
        del node.metadata_props[:]
        node.name = f"n{index}"
        node.input[:] = [short(name) for name in node.input]
        node.output[:] = [short(name) for name in node.output]
    for value in [*proto.graph.input, *proto.graph.output]:
        del value.metadata_props[:]
    onnx.checker.check_model(proto)
    return proto


def external(proto: onnx.ModelProto, location: str) -> tuple[onnx.ModelProto, bytes]:
    """The graph with its larger tensors in a file of their own, and that file's bytes."""
    copy = onnx.ModelProto()
    copy.CopyFrom(proto)
    with tempfile.TemporaryDirectory() as folder:
        onnx.save_model(copy, f"{folder}/m.onnx", save_as_external_data=True, all_tensors_to_one_file=True, location=location, size_threshold=256)
        return onnx.load(f"{folder}/m.onnx", load_external_data=False), Path(folder, location).read_bytes()


def half(proto: onnx.ModelProto) -> onnx.ModelProto:
    """The graph with float16 weights and outputs."""
    from onnxruntime.transformers.float16 import convert_float_to_float16

    copy = onnx.ModelProto()
    copy.CopyFrom(proto)
    return convert_float_to_float16(copy, keep_io_types=False, disable_shape_infer=False)


def quantized(proto: onnx.ModelProto) -> onnx.ModelProto:
    """As transformers.js' q8: dynamic, weights of uint8, which no instruction of a CPU saturates."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder:
        onnx.save_model(proto, f"{folder}/m.onnx")
        quantize_dynamic(f"{folder}/m.onnx", f"{folder}/q.onnx", weight_type=QuantType.QUInt8)
        return onnx.load(f"{folder}/q.onnx")


def four_bits(proto: onnx.ModelProto) -> onnx.ModelProto:
    """As transformers.js' q4: the matrices in blocks of 4-bit numbers."""
    import logging

    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    logging.disable(logging.INFO)
    copy = onnx.ModelProto()
    copy.CopyFrom(proto)
    quantizer = MatMulNBitsQuantizer(copy, block_size=16, is_symmetric=True)
    quantizer.process()
    return quantizer.model.model


class Hidden(nn.Module):
    """A transformers model as a graph: what `inputs` name goes in, `pick` of its answer comes out."""

    def __init__(self, model: nn.Module, inputs: tuple[str, ...], pick):
        super().__init__()
        self.model, self.inputs, self.pick = model, inputs, pick

    def forward(self, *values):
        named = dict(zip(self.inputs, values))
        return self.pick(self.model(**named), named)


def masked_mean(hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    weights = mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * weights).sum(1) / weights.sum(1).clamp(min=1e-9)


def text_inputs(names: tuple[str, ...]) -> tuple[dict[str, torch.Tensor], dict[str, dict[int, str]]]:
    """Example inputs of two rows with seven tokens, one of them padded."""
    ids = torch.randint(5, 90, (2, 7), generator=torch.Generator().manual_seed(1))
    mask = torch.ones_like(ids)
    mask[1, 4:] = 0
    values = {"input_ids": ids, "attention_mask": mask, "token_type_ids": torch.zeros_like(ids), "position_ids": torch.arange(7).repeat(2, 1)}
    axes = {0: "batch_size", 1: "sequence_length"}
    return {name: values[name] for name in names}, {name: axes for name in names}


BERT_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
PLAIN_INPUTS = ("input_ids", "attention_mask")


class Alibi(nn.Module):
    """BERT with linear biases of attention in place of positions, as in JinaBERT (arXiv:2310.19923), with a gated middle layer."""

    def __init__(self, vocabulary: int):
        super().__init__()
        self.word_embeddings = nn.Embedding(vocabulary, WIDTH)
        self.type_embeddings = nn.Embedding(2, WIDTH)
        self.first_norm = nn.LayerNorm(WIDTH)
        self.layers = nn.ModuleList()
        for _ in range(LAYERS):
            self.layers.append(nn.ModuleDict({
                "qkv": nn.Linear(WIDTH, 3 * WIDTH), "out": nn.Linear(WIDTH, WIDTH), "norm_1": nn.LayerNorm(WIDTH),
                "gated": nn.Linear(WIDTH, 2 * INNER, bias=False), "down": nn.Linear(INNER, WIDTH), "norm_2": nn.LayerNorm(WIDTH),
            }))
        from transformers import BertConfig

        self.config = BertConfig(max_position_embeddings=8192)
        self.register_buffer("slopes", torch.tensor([2.0 ** (-8 * (head + 1) / HEADS) for head in range(HEADS)]).view(1, HEADS, 1, 1))

    def forward(self, input_ids, attention_mask, token_type_ids=None, **_):
        batch, tokens = input_ids.shape
        types = torch.zeros_like(input_ids) if token_type_ids is None else token_type_ids
        hidden = self.first_norm(self.word_embeddings(input_ids) + self.type_embeddings(types))
        at = torch.arange(tokens, device=input_ids.device)
        bias = -(at[None, :] - at[:, None]).abs().to(hidden.dtype) * self.slopes
        bias = bias + (1 - attention_mask[:, None, None, :].to(hidden.dtype)) * -1e9
        for layer in self.layers:
            q, k, v = (part.reshape(batch, tokens, HEADS, -1).transpose(1, 2) for part in layer["qkv"](hidden).chunk(3, -1))
            weights = ((q @ k.transpose(-1, -2)) / math.sqrt(WIDTH // HEADS) + bias).softmax(-1)
            hidden = layer["norm_1"](hidden + layer["out"]((weights @ v).transpose(1, 2).reshape(batch, tokens, WIDTH)))
            up, gate = layer["gated"](hidden).chunk(2, -1)
            hidden = layer["norm_2"](hidden + layer["down"](nn.functional.gelu(up) * gate))
        from transformers.modeling_outputs import BaseModelOutput

        return BaseModelOutput(last_hidden_state=hidden)


class Tasks(nn.Module):
    """A model with a low-rank change of its embeddings and of its answer for each task, chosen by `task_id`, as jina-embeddings-v3 has."""

    def __init__(self, model: nn.Module, tasks: int, rank: int = 4):
        super().__init__()
        self.model = model
        self.embed_down = nn.Parameter(torch.zeros(tasks, WIDTH, rank))
        self.embed_up = nn.Parameter(torch.zeros(tasks, rank, WIDTH))

    def forward(self, input_ids, attention_mask, task_id):
        hidden = self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        down, up = self.embed_down[task_id], self.embed_up[task_id]
        return hidden + (hidden @ down) @ up


class Decoder(nn.Module):
    """A decoder as transformers.js' exports of text generation have it: the keys and values of tokens before these go in and come out."""

    def __init__(self, model: nn.Module, layers: int):
        super().__init__()
        self.model, self.layers = model, layers

    def forward(self, *values):
        from transformers import DynamicCache

        input_ids, attention_mask, position_ids, *past = values
        cache = DynamicCache([(past[2 * layer], past[2 * layer + 1]) for layer in range(self.layers)])
        answer = self.model(input_ids=input_ids, attention_mask=attention_mask, position_ids=position_ids, past_key_values=cache, use_cache=True)
        present = [tensor for layer in answer.past_key_values.layers for tensor in (layer.keys, layer.values)]
        return (answer.last_hidden_state, *present)


def numbers(proto_bytes: bytes, feeds: dict[str, np.ndarray], output: str) -> np.ndarray:
    """What ONNX Runtime makes of a graph."""
    import onnxruntime

    session = onnxruntime.InferenceSession(proto_bytes, providers=["CPUExecutionProvider"])
    names = {value.name for value in session.get_inputs()}
    return session.run([output], {name: value for name, value in feeds.items() if name in names})[0]
