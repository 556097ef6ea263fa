"""Makes every miniature with its golden numbers, and writes them to ../made. Usage: python make.py [--anew] [part of a repository's name …]

The versions of the packages are those of requirements.txt. Tokenizers and graphs that are there are used again, unless --anew: training of
vocabularies is left to chance where pieces are equally frequent.
"""

import gzip
import json
import os
import re
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
warnings.filterwarnings("ignore")

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from safetensors.torch import save as save_tensors

import graphs
from architectures import ARCHITECTURES, dense_of, gemma_denses, graph_of, weights_of
from corpus import PROMPTED, TEXTS
from golden import golden_of
from graphs import WIDTH
from rows import ROWS, Row, dimensions_of
from tokenizer_kinds import CHARSMAP, CONFIGS, charsmap, tokenizer_of

MADE = Path(__file__).parent.parent / "made"


def name_of(row: Row) -> str:
    """A file's name for a row: the repository and, where it has several, what sets this one apart."""
    words = [row.repository, *[str(value) for value in row.options.values()], *(["refused"] if row.refused else []), *([row.note[:24]] if row.note else [])]
    return re.sub(r"[^a-z0-9.]+", "-", "-".join(words).lower()).strip("-")


def is_there(*names: str) -> bool:
    return not anew and all((MADE / "blobs" / name).exists() for name in names)


def put(name: str, data: bytes) -> str:
    (MADE / "blobs").mkdir(parents=True, exist_ok=True)
    path = MADE / "blobs" / name
    assert name not in written or path.read_bytes() == data, f"{name} would have two contents"
    path.write_bytes(data)
    written.add(name)
    return name


written: set[str] = set()
anew = "--anew" in sys.argv


def table_of(kind: str) -> torch.Tensor:
    """The table of a static model: a row of it is longer, the rarer its piece, as model2vec's are."""
    size = tokenizer_of(kind).get_vocab_size()
    generator = torch.Generator().manual_seed(61)
    return (torch.randn(size, WIDTH, generator=generator) * torch.rand(size, 1, generator=generator)).to(torch.bfloat16).to(torch.float32)


def static_graph(kind: str) -> onnx.ModelProto:
    """model2vec's graph: `input_ids` of all texts in one row and where each begins; the mean of their rows, of length 1."""
    value = lambda name, data: numpy_helper.from_array(np.array(data), name)
    nodes = [
        helper.make_node("Gather", ["embedding.weight", "input_ids"], ["rows"]),
        helper.make_node("CumSum", ["rows", "zero"], ["sums"]),
        helper.make_node("Concat", ["none", "sums"], ["all_sums"], axis=0),
        helper.make_node("Shape", ["input_ids"], ["length"]),
        helper.make_node("Slice", ["offsets", "one_list", "most"], ["later"]),
        helper.make_node("Concat", ["later", "length"], ["ends"], axis=0),
        helper.make_node("Gather", ["all_sums", "ends"], ["to_end"]),
        helper.make_node("Gather", ["all_sums", "offsets"], ["to_start"]),
        helper.make_node("Sub", ["to_end", "to_start"], ["total"]),
        helper.make_node("ReduceL2", ["total", "axis"], ["norm"], keepdims=1),
        helper.make_node("Div", ["total", "norm"], ["embeddings"]),
    ]
    graph = helper.make_graph(
        nodes, "static",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["num_tokens"]), helper.make_tensor_value_info("offsets", TensorProto.INT64, ["batch_size"])],
        [helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, ["batch_size", WIDTH])],
        [
            numpy_helper.from_array(table_of(kind).numpy(), "embedding.weight"), value("zero", np.int64(0)), value("none", np.zeros((1, WIDTH), np.float32)),
            value("one_list", np.array([1])), value("most", np.array([2**62])), value("axis", np.array([1])),
        ],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)


def proto_of(row: Row, form: str, precision: str) -> onnx.ModelProto:
    proto = static_graph(row.tokenizer) if form == "static" else graph_of(row.architecture, form)
    return {"fp32": lambda graph: graph, "fp16": graphs.half, "q8": graphs.quantized, "q4": graphs.four_bits}[precision](proto)


def graph_files(row: Row) -> dict[str, dict]:
    """The graphs of a row, those of one folder that name the same weights sharing them."""
    files: dict[str, dict] = {}
    shared: dict[str, bytearray] = {}
    places: dict[tuple[str, bytes], int] = {}
    for path, (form, precision) in row.graphs.items():
        stem = f"{row.architecture}{'-' + row.tokenizer if form == 'static' else ''}-{form}-{precision}"
        location = row.external.get(path)
        weights = "" if location is None else str(Path(path).parent / location)
        names = [f"{stem}.onnx"] if location is None else [f"{stem}.{location}.onnx", f"{stem}.{location}"]
        if weights in files:
            names[1] = files[weights]["blob"]
        if is_there(*names):
            files[path] = {"blob": names[0]}
            if location is not None:
                files.setdefault(weights, {"blob": names[1]})
            continue
        proto = proto_of(row, form, precision)
        if location is None:
            files[path] = {"blob": put(names[0], proto.SerializeToString())}
            continue
        data = shared.setdefault(weights, bytearray())
        copy = onnx.ModelProto()
        copy.CopyFrom(proto)
        for tensor in copy.graph.initializer:
            content = numpy_helper.to_array(tensor).tobytes()
            if len(content) < 256:
                continue
            key = (weights, content)
            if key not in places:
                data.extend(bytes(-len(data) % 64))
                places[key] = len(data)
                data.extend(content)
            onnx.external_data_helper.set_external_data(tensor, location, offset=places[key], length=len(content))
            for field in ("raw_data", "float_data", "int64_data", "int32_data"):
                tensor.ClearField(field)
            tensor.data_location = TensorProto.EXTERNAL
        files[path] = {"blob": put(names[0], copy.SerializeToString())}
        files.setdefault(weights, {"blob": names[1]})
    for weights, data in shared.items():
        put(files[weights]["blob"], bytes(data))
    return files


def dense_modules(row: Row) -> dict[str, torch.nn.Module]:
    made = {}
    for folder, *rest in row.dense:
        made[folder] = gemma_denses()[rest[1]] if rest[0] == "gemma" else dense_of(row.architecture, *rest)
    return made


def weight_files(row: Row) -> dict[str, dict]:
    files = {}
    for path, what in row.weights.items():
        if what == "empty":
            files[path] = {"blob": put("weights.safetensors", save_tensors({"embeddings.word_embeddings.weight": torch.zeros(4, WIDTH)}))}
        else:
            files[path] = {"blob": put(f"table-{row.tokenizer}-{what}.safetensors", save_tensors({what: table_of(row.tokenizer)}))}
    for folder, dense in dense_modules(row).items():
        if folder.split("_")[0] not in {str(module["idx"]) for module in row.json.get("modules.json", [])}:
            continue
        state = {key: value.contiguous() for key, value in dense.state_dict().items()}
        files[f"{folder}/config.json"] = {"json": dense.get_config_dict() | {"bias": dense.linear.bias is not None, "activation_function": activation_name(dense)}}
        files[f"{folder}/model.safetensors"] = {"blob": put(f"{row.architecture}-{row.repository.split('/')[-1]}-{folder}.safetensors".lower(), save_tensors(state))}
    return files


def activation_name(dense) -> str:
    kind = type(dense.activation_function)
    return f"{kind.__module__}.{kind.__name__}"


def keep_tokenizer(kind: str) -> None:
    """tokenizer.json, with the name of the shared table in place of the table."""
    state = json.loads(tokenizer_of(kind).to_str())

    def walk(part):
        if isinstance(part, dict):
            return {key: CHARSMAP if key == "precompiled_charsmap" else walk(value) for key, value in part.items()}
        return [walk(value) for value in part] if isinstance(part, list) else part

    (MADE / "tokenizers").mkdir(parents=True, exist_ok=True)
    content = json.dumps(walk(state), ensure_ascii=False, separators=(",", ":"))
    (MADE / "tokenizers" / f"{kind}.json").write_text(content, encoding="utf-8")


def files_of(row: Row) -> dict[str, dict]:
    """Every file of a row: JSON, the name of a blob, or the kind of a tokenizer with what this file has besides."""
    keep_tokenizer(row.tokenizer)
    config = {**CONFIGS[row.tokenizer], **row.tokenizer_config}
    return {
        **{path: {"json": value} for path, value in row.json.items()},
        f"{row.tokenizer_folder}tokenizer.json": {"tokenizer": row.tokenizer, "with": row.tokenizer_settings},
        f"{row.tokenizer_folder}tokenizer_config.json": {"json": config},
        **graph_files(row),
        **weight_files(row),
    }


def lay_out(files: dict[str, dict], folder: Path) -> None:
    """Writes the files of a row."""
    for path, file in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if "json" in file:
            target.write_text(json.dumps(file["json"], ensure_ascii=False, indent=2), encoding="utf-8")
        elif "blob" in file:
            target.write_bytes((MADE / "blobs" / file["blob"]).read_bytes())
        else:
            target.write_text(json.dumps({**json.loads(tokenizer_of(file["tokenizer"]).to_str()), **file["with"]}, ensure_ascii=False), encoding="utf-8")


def saved_again(row: Row, files: dict[str, dict]) -> dict[str, dict]:
    """What Sentence Transformers itself writes of the model: its own JSON files in place of the row's."""
    from sentence_transformers import SentenceTransformer

    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as saved:
        lay_out(files, Path(folder))
        weights_of(row.architecture).save_pretrained(folder)
        SentenceTransformer(folder, device="cpu").save_pretrained(saved, create_model_card=False)
        written_json = {
            str(path.relative_to(saved)): {"json": json.loads(path.read_text(encoding="utf-8"))}
            for path in sorted(Path(saved).rglob("*.json")) if path.name != "tokenizer.json"
        }
        kept = {path: file for path, file in files.items() if "json" not in file}
        # transformers writes tokenizer.json anew.
        tokenizer = json.loads(Path(saved, "tokenizer.json").read_text(encoding="utf-8"))
        kept.pop("tokenizer.json")
        return {**written_json, "tokenizer.json": {"json": tokenizer}, **kept}


def main() -> None:
    wanted = [word.lower() for word in sys.argv[1:] if not word.startswith("--")]
    MADE.mkdir(exist_ok=True)
    for part in ("rows", "blobs", "tokenizers") if anew else ("rows",) if not wanted else ():
        shutil.rmtree(MADE / part, ignore_errors=True)
    (MADE / "rows").mkdir(exist_ok=True)
    names = [name_of(row) for row in ROWS]
    assert len(set(names)) == len(names), [name for name in names if names.count(name) > 1]
    for index, row in enumerate(ROWS):
        name = names[index]
        if wanted and not any(word in name for word in wanted):
            continue
        files = files_of(row)
        if row.golden == "saved":
            files = saved_again(row, files)
        golden = None
        if not row.refused:
            golden = golden_of(row, files, lay_out, dense_modules(row), MADE)
        described = {
            "order": index, "repository": row.repository, "family": row.family, "layout": row.layout, "dimensions": dimensions_of(row), "source": row.source, "note": row.note,
            "standsIn": STAND_INS.get(row.architecture, ""), "options": row.options, "refused": row.refused, "files": files, "golden": golden,
        }
        (MADE / "rows" / f"{name}.json").write_text(json.dumps(described, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
        print(name, "" if golden is None else golden.get("spread"), flush=True)
    (MADE / "texts.json").write_text(json.dumps({"texts": TEXTS, "prompted": PROMPTED}, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    (MADE / "tokenizers" / "nmt_nfkc.gz").write_bytes(gzip.compress(charsmap(), 9, mtime=0))


# Architectures whose code is in their repository and not in transformers.
STAND_INS = {
    "alibi": "a small transformer with ALiBi and gated middle layers",
    "new": "transformers' GteModel",
    "jina-v3": "transformers' JinaEmbeddingsV3Model with a low-rank change of its answer for each task",
}

if __name__ == "__main__":
    main()
