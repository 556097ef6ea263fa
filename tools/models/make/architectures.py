"""One small model of each architecture. A name gives the model, its graph's inputs and what its graph gives."""

import functools
from dataclasses import dataclass
from typing import Callable

import onnx
import torch
import transformers
from torch import nn

import graphs
from graphs import BERT_INPUTS, HEADS, INNER, LAYERS, PLAIN_INPUTS, WIDTH, Hidden, masked_mean
from tokenizer_kinds import size_of

# The longest text of a model whose positions are a table: the table would otherwise be the largest part of the miniature.
POSITIONS = 512
SHAPE = dict(hidden_size=WIDTH, num_hidden_layers=LAYERS, num_attention_heads=HEADS, intermediate_size=INNER)


@dataclass(frozen=True)
class Architecture:
    make: Callable[[], nn.Module]
    inputs: tuple[str, ...]
    seed: int


def model(kind: str, **config) -> nn.Module:
    made = getattr(transformers, kind)
    keywords = {"add_pooling_layer": False} if kind in ("BertModel", "MPNetModel", "XLMRobertaModel", "RobertaModel", "NomicBertModel", "JinaEmbeddingsV3Model", "GteModel") else {}
    try:
        return made(made.config_class(**config), **keywords)
    except TypeError:
        return made(made.config_class(**config))


ARCHITECTURES = {
    "bert": Architecture(lambda: model("BertModel", vocab_size=360, max_position_embeddings=POSITIONS, type_vocab_size=2, **SHAPE), BERT_INPUTS, 11),
    "mpnet": Architecture(lambda: model("MPNetModel", vocab_size=size_of("mpnet"), max_position_embeddings=POSITIONS + 2, pad_token_id=1, **SHAPE), PLAIN_INPUTS, 12),
    "xlm-roberta": Architecture(
        lambda: model("XLMRobertaModel", vocab_size=size_of("xlm-roberta"), max_position_embeddings=POSITIONS + 2, type_vocab_size=1, pad_token_id=1, **SHAPE), PLAIN_INPUTS, 13,
    ),
    "roberta": Architecture(
        lambda: model("RobertaModel", vocab_size=size_of("roberta"), max_position_embeddings=POSITIONS + 2, type_vocab_size=1, pad_token_id=1, **SHAPE), PLAIN_INPUTS, 14,
    ),
    "distilbert": Architecture(
        lambda: model("DistilBertModel", vocab_size=360, max_position_embeddings=POSITIONS, dim=WIDTH, n_layers=LAYERS, n_heads=HEADS, hidden_dim=INNER), PLAIN_INPUTS, 15,
    ),
    "t5": Architecture(
        lambda: model("T5EncoderModel", vocab_size=size_of("t5"), d_model=WIDTH, d_kv=WIDTH // HEADS, d_ff=INNER, num_layers=LAYERS, num_heads=HEADS), PLAIN_INPUTS, 16,
    ),
    "clip": Architecture(
        lambda: model(
            "CLIPTextModelWithProjection", vocab_size=size_of("clip"), max_position_embeddings=77, projection_dim=WIDTH, bos_token_id=size_of("clip") - 2, eos_token_id=size_of("clip") - 1, pad_token_id=size_of("clip") - 1, **SHAPE,
        ),
        PLAIN_INPUTS, 17,
    ),
    "nomic": Architecture(lambda: model("NomicBertModel", vocab_size=360, max_position_embeddings=2048, type_vocab_size=2, **SHAPE), BERT_INPUTS, 18),
    "new": Architecture(lambda: model("GteModel", vocab_size=360, max_position_embeddings=8192, type_vocab_size=2, pad_token_id=0, **SHAPE), BERT_INPUTS, 19),
    "modernbert": Architecture(
        lambda: model(
            "ModernBertModel", vocab_size=size_of("modernbert"), max_position_embeddings=8192, global_attn_every_n_layers=3, local_attention=128,
            pad_token_id=409, cls_token_id=407, sep_token_id=408, bos_token_id=407, eos_token_id=408,
            **{**SHAPE, "num_hidden_layers": 4},
        ),
        PLAIN_INPUTS, 20,
    ),
    "mmbert": Architecture(
        lambda: model(
            "ModernBertModel", vocab_size=size_of("gemma"), max_position_embeddings=32768, global_attn_every_n_layers=3, local_attention=128,
            pad_token_id=0, cls_token_id=2, sep_token_id=1, bos_token_id=2, eos_token_id=1, mask_token_id=4, **{**SHAPE, "num_hidden_layers": 4},
        ),
        PLAIN_INPUTS, 21,
    ),
    "gemma": Architecture(
        lambda: model(
            "Gemma3TextModel", vocab_size=size_of("gemma"), max_position_embeddings=2048, head_dim=WIDTH // HEADS, num_key_value_heads=1, sliding_window=512,
            use_bidirectional_attention=True, layer_types=["sliding_attention", "full_attention"], query_pre_attn_scalar=WIDTH // HEADS,
            pad_token_id=0, eos_token_id=1, bos_token_id=2, **SHAPE,
        ),
        PLAIN_INPUTS, 22,
    ),
    "qwen3": Architecture(
        lambda: model("Qwen3Model", vocab_size=size_of("qwen"), max_position_embeddings=32768, head_dim=WIDTH // HEADS, num_key_value_heads=1, tie_word_embeddings=True, **SHAPE),
        ("input_ids", "attention_mask", "position_ids"), 23,
    ),
    "eurobert": Architecture(
        lambda: model("EuroBertModel", vocab_size=size_of("llama3"), max_position_embeddings=8192, num_key_value_heads=1, pad_token_id=403, bos_token_id=400, eos_token_id=401, **SHAPE),
        PLAIN_INPUTS, 24,
    ),
    "jina-v3": Architecture(
        lambda: graphs.Tasks(model("JinaEmbeddingsV3Model", vocab_size=size_of("xlm-roberta"), max_position_embeddings=8194, type_vocab_size=1, pad_token_id=1, **SHAPE), 5),
        ("input_ids", "attention_mask", "task_id"), 25,
    ),
    "alibi": Architecture(lambda: graphs.Alibi(360), BERT_INPUTS, 26),
}


@functools.cache
def weights_of(name: str) -> nn.Module:
    """The model with its weights."""
    architecture = ARCHITECTURES[name]
    return graphs.randomize(architecture.make(), architecture.seed)


def dense_of(name: str, inner: int, outer: int, bias: bool, activation: str, seed: int):
    """A Dense module of Sentence Transformers with random weights."""
    from sentence_transformers.sentence_transformer.modules import Dense

    function = {"Tanh": nn.Tanh(), "Identity": nn.Identity()}[activation]
    return graphs.randomize(Dense(inner, outer, bias=bias, activation_function=function), seed)


def first_tokens(answer, _):
    return (answer.last_hidden_state,)


@functools.cache
def graph_of(name: str, form: str = "hidden") -> onnx.ModelProto:
    """
    A graph of an architecture. `form`: "hidden" gives `last_hidden_state`; "sentence" gives `token_embeddings` and the unit vector of the mean or
    ("sentence-cls") the first token; others are named below.
    """
    architecture, made = ARCHITECTURES[name], weights_of(name)
    inputs, axes = graphs.text_inputs(tuple(key for key in architecture.inputs if key != "task_id"))
    names = tuple(inputs)
    unit = lambda vectors: torch.nn.functional.normalize(vectors, p=2, dim=1)
    if form == "hidden":
        return graphs.export(Hidden(made, names, first_tokens), inputs, ["last_hidden_state"], axes)
    if form in ("sentence", "sentence-cls"):
        pool = (lambda hidden, mask: hidden[:, 0]) if form == "sentence-cls" else masked_mean
        pick = lambda answer, named: (answer.last_hidden_state, unit(pool(answer.last_hidden_state, named["attention_mask"])))
        return graphs.export(Hidden(made, names, pick), inputs, ["token_embeddings", "sentence_embedding"], axes)
    if form == "mean-alone":
        pick = lambda answer, named: (masked_mean(answer.last_hidden_state, named["attention_mask"]),)
        return graphs.export(Hidden(made, names, pick), inputs, ["pooled"], axes)
    if form == "gemma":
        first, second = gemma_denses()
        pick = lambda answer, named: (
            answer.last_hidden_state,
            unit(second.linear(first.linear(masked_mean(answer.last_hidden_state, named["attention_mask"])))),
        )
        return graphs.export(Hidden(made, names, pick), inputs, ["last_hidden_state", "sentence_embedding"], axes)
    if form == "clip":
        return graphs.export(Hidden(made, names, lambda answer, _: (answer.text_embeds, answer.last_hidden_state)), inputs, ["text_embeds", "last_hidden_state"], axes)
    if form == "logits":
        head = graphs.randomize(nn.Linear(WIDTH, size_of("modernbert")), 31)
        return graphs.export(Hidden(made, names, lambda answer, _: (head(answer.last_hidden_state),)), inputs, ["logits"], axes)
    if form == "tasks":
        inputs, axes = {**inputs, "task_id": torch.tensor(1)}, {**axes, "task_id": {}}
        whole = lambda answer, named: (answer, masked_mean(answer, named["attention_mask"]))
        return graphs.export(Hidden(made, tuple(inputs), whole), inputs, ["text_embeds", "13049"], axes)
    if form == "past":
        for layer in range(LAYERS):
            for part in ("key", "value"):
                inputs[f"past_key_values.{layer}.{part}"] = torch.zeros(2, 1, 3, WIDTH // HEADS)
                axes[f"past_key_values.{layer}.{part}"] = {0: "batch_size", 2: "past_sequence_length"}
        inputs["attention_mask"] = torch.ones(2, 10, dtype=torch.long)
        axes["attention_mask"] = {0: "batch_size", 1: "total_sequence_length"}
        outputs = ["last_hidden_state", *[f"present.{layer}.{part}" for layer in range(LAYERS) for part in ("key", "value")]]
        return graphs.export(graphs.Decoder(made, LAYERS), inputs, outputs, axes)
    if form.startswith("exit-"):
        # The raw hidden state of a layer, or, of the last, the one that has passed the final norm.
        layer = int(form.removeprefix("exit-"))
        copy = Exit(made, layer)
        return graphs.export(Hidden(copy, names, first_tokens), inputs, ["last_hidden_state"], axes)
    raise ValueError(form)


@functools.cache
def gemma_denses():
    return dense_of("gemma", WIDTH, 2 * WIDTH, False, "Identity", 41), dense_of("gemma", 2 * WIDTH, WIDTH, False, "Identity", 42)


class Exit(nn.Module):
    """The first layers of a ModernBERT."""

    def __init__(self, whole: nn.Module, layer: int):
        super().__init__()
        import copy

        self.part = copy.deepcopy(whole)
        if layer < len(whole.layers):
            self.part.layers = self.part.layers[:layer]
            self.part.final_norm = nn.Identity()

    def forward(self, **named):
        return self.part(**named)
