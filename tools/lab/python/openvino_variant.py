"""OpenVINO, from texts to vectors: a model's float32 graph as it is, or with NNCF's static int8, calibrated on texts of a file."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "apps" / "bench" / "python"))

from lines import serve  # noqa: E402


def open_variant(task):
    import numpy
    import openvino
    import tokenizers

    folder = Path(task["model"])
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(task["cut"])
    tokenizer.enable_padding()
    model = openvino.Core().read_model(folder / task["graph"])
    names = [next(iter(port.get_names())) for port in model.inputs]

    def feed(texts):
        encoded = tokenizer.encode_batch(texts)
        columns = {
            "input_ids": [text.ids for text in encoded],
            "attention_mask": [text.attention_mask for text in encoded],
            "token_type_ids": [text.type_ids for text in encoded],
        }
        return {name: numpy.array(columns[name], dtype=numpy.int64) for name in names}

    versions = [f"openvino {openvino.__version__}"]
    if task["compute"] == "int8":
        import nncf

        lines = Path(task["calibration"]).read_text("utf-8").splitlines()
        texts = [line for line in lines if line != ""][: task["calibrationCount"]]
        dataset = nncf.Dataset(texts, lambda text: feed([text]))
        model = nncf.quantize(model, dataset, model_type=nncf.ModelType.TRANSFORMER, subset_size=len(texts))
        versions.append(f"nncf {nncf.__version__}")
    compiled = openvino.compile_model(
        model, "CPU", {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": task["threads"]}
    )

    def embed(texts):
        given = feed(texts)
        hidden = compiled(given)[0]
        if hidden.ndim == 3:
            mask = given["attention_mask"][..., None].astype(numpy.float32)
            hidden = (hidden * mask).sum(1) / mask.sum(1)
        return hidden / numpy.linalg.norm(hidden, axis=1, keepdims=True)

    return {"versions": versions}, embed


serve(open_variant)
