"""The golden ids and vectors of a row: what Sentence Transformers, or the reference that the row names, makes of the texts."""

import base64
import tempfile
from pathlib import Path

import numpy as np
import torch

import graphs
from architectures import weights_of
from corpus import PROMPTED, TEXTS


def unit(vector) -> np.ndarray:
    vector = np.asarray(vector, dtype=np.float64)
    return vector / np.linalg.norm(vector)


def packed(vectors) -> list[str]:
    return [base64.b64encode(unit(vector).astype("<f4").tobytes()).decode() for vector in vectors]


def reference_files(row, files: dict) -> dict:
    """The files that Sentence Transformers is given: the row's own, those of the original model, and no graph."""
    kept = {path: file for path, file in files.items() if not path.endswith((".onnx", "_data", ".data"))}
    return {**kept, **{path: {"json": value} for path, value in row.reference.items()}}


def open_reference(row, files, lay_out, denses, folder: str):
    """The row's model in Sentence Transformers."""
    from sentence_transformers import SentenceTransformer

    lay_out(reference_files(row, files), Path(folder))
    model = weights_of(row.architecture) if row.architecture != "static" else None
    stands_in = row.architecture == "alibi"
    if model is not None:
        saved = weights_of("bert") if stands_in else model
        saved.save_pretrained(folder)
    for name, dense in denses.items():
        Path(folder, name).mkdir(exist_ok=True)
        dense.save(str(Path(folder, name)))
    reference = SentenceTransformer(folder, device="cpu")
    if stands_in:
        reference[0].model = model
    return reference


def ids_and_vectors(reference, texts: list[str], prompt: str = ""):
    """One text at a time, so that none is padded."""
    ids, vectors = [], []
    for text in texts:
        features = reference.preprocess([text], prompt=prompt) if prompt else reference.preprocess([text])
        ids.append(features["input_ids"].reshape(-1).tolist())
        vectors.append(reference.encode([text], prompt=prompt or None, prompt_name=None, convert_to_numpy=True)[0])
    return ids, np.stack(vectors)


def without_default(reference):
    reference.default_prompt_name = None
    return reference


def golden_of(row, files, lay_out, denses, made: Path) -> dict:
    run = {"sentence-transformers": of_sentence_transformers, "saved": of_sentence_transformers, "static": of_sentence_transformers, "graph": of_graph, "clip": of_clip,
           "tasks": of_tasks, "exits": of_exits, "model2vec": of_model2vec}[row.golden]
    return run(row, files, lay_out, denses, made)


def answer(row, ids, vectors, prompted: dict, **rest) -> dict:
    kept = [index for index, row_ids in enumerate(ids) if row_ids]
    units = np.stack([unit(vectors[index]) for index in kept])
    likeness = units @ units.T - 2 * np.eye(len(kept))
    cut = rest.pop("cut", None)
    if cut is None:
        cut = [vector[: row.dimension] for vector in vectors[:2]]
    return {
        "by": rest.pop("by", "Sentence Transformers"), "texts": kept, "ids": [ids[index] for index in kept], "vectors": packed(vectors[index] for index in kept),
        "dimension": row.dimension, "cut": packed(cut), "prompted": prompted, "spread": round(float(likeness.max()), 4), **rest,
    }


def of_sentence_transformers(row, files, lay_out, denses, made) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        reference = without_default(open_reference(row, files, lay_out, denses, folder))
        ids, vectors = ids_and_vectors(reference, TEXTS)
        prompted = {}
        for role, prompt in row.prompts.items():
            role_ids, role_vectors = ids_and_vectors(reference, PROMPTED, prompt)
            prompted[role] = {"prompt": prompt, "ids": role_ids, "vectors": packed(role_vectors)}
        cut = None
        if row.family == "nomic" and row.architecture == "nomic":
            # Its model card: layer norm over the whole vector, then the leading numbers.
            cut = torch.nn.functional.layer_norm(torch.tensor(vectors[:2]), (vectors.shape[1],))[:, : row.dimension].numpy()
        return answer(row, ids, vectors, prompted, cut=cut)


def of_graph(row, files, lay_out, denses, made) -> dict:
    """ONNX Runtime's own run of the row's graph, one text at a time, pooled by Sentence Transformers."""
    import onnxruntime

    with tempfile.TemporaryDirectory() as folder:
        reference = without_default(open_reference(row, files, lay_out, denses, folder))
        wanted = {"q8": "onnx/model_quantized.onnx", "fp16": "onnx/model_fp16.onnx", "q4": "onnx/model_q4.onnx", "uint8": "model_uint8.onnx"}.get(row.options.get("dtype", ""))
        asked = row.options.get("file")
        paths = [path for path in row.graphs if path == wanted or (asked is not None and path.endswith(asked))] or list(row.graphs)
        session = onnxruntime.InferenceSession((made / "blobs" / files[paths[0]]["blob"]).read_bytes(), providers=["CPUExecutionProvider"])
        names = {value.name for value in session.get_inputs()}
        ids, vectors = [], []
        for text in TEXTS:
            features = reference.preprocess([text])
            # Tokenizers of other families leave out the types, which are then all 0.
            given = {"token_type_ids": torch.zeros_like(features["input_ids"]), **features}
            feeds = {key: value.numpy() for key, value in given.items() if key in names}
            hidden = session.run(["last_hidden_state"], feeds)[0].astype(np.float32)
            pooled = {**features, "token_embeddings": torch.tensor(hidden)}
            for module in list(reference)[1:]:
                pooled = module(pooled)
            ids.append(features["input_ids"][0].tolist())
            vectors.append(pooled["sentence_embedding"][0].numpy())
        return answer(row, ids, np.stack(vectors), {}, by="ONNX Runtime and Sentence Transformers")


def of_clip(row, files, lay_out, denses, made) -> dict:
    from transformers import AutoTokenizer

    with tempfile.TemporaryDirectory() as folder:
        lay_out({path: file for path, file in files.items() if not path.endswith(".onnx")}, Path(folder))
        tokenizer = AutoTokenizer.from_pretrained(folder)
        ids, vectors = [], []
        for text in TEXTS:
            features = tokenizer([text], return_tensors="pt", truncation=True, max_length=77)
            with torch.no_grad():
                vectors.append(weights_of("clip")(input_ids=features["input_ids"], attention_mask=features["attention_mask"]).text_embeds[0].numpy())
            ids.append(features["input_ids"][0].tolist())
        return answer(row, ids, np.stack(vectors), {}, by="transformers")


def own_ids(reference, text: str) -> list[int]:
    """As its `encode` reads a text: cut by characters first, then by tokens."""
    return reference.tokenize([text[: reference.max_length * reference.median_token_length]])[0]


def of_model2vec(row, files, lay_out, denses, made) -> dict:
    """Without the tokens that the vocabulary has not, as model2vec reads its own files."""
    from model2vec import StaticModel

    with tempfile.TemporaryDirectory() as folder:
        lay_out(reference_files(row, files), Path(folder))
        reference = StaticModel.from_pretrained(folder)
        ids = [own_ids(reference, text) for text in TEXTS]
        return answer(row, ids, np.stack([reference.encode([text])[0] for text in TEXTS]), {}, by="model2vec")


def of_tasks(row, files, lay_out, denses, made) -> dict:
    """Each task with its prompt; a text without a task has no vector."""
    from transformers import AutoTokenizer

    with tempfile.TemporaryDirectory() as folder:
        lay_out({path: file for path, file in files.items() if path.startswith("tokenizer")}, Path(folder))
        tokenizer = AutoTokenizer.from_pretrained(folder)
        tasks = row.json["config.json"]["lora_adaptations"]
        prompted, first = {}, None
        for role, prompt in row.prompts.items():
            role_ids, role_vectors = [], []
            for text in PROMPTED:
                features = tokenizer([prompt + text], return_tensors="pt", truncation=True, max_length=8194)
                with torch.no_grad():
                    hidden = weights_of("jina-v3")(features["input_ids"], features["attention_mask"], torch.tensor(tasks.index(role)))
                role_vectors.append(graphs.masked_mean(hidden, features["attention_mask"])[0].numpy())
                role_ids.append(features["input_ids"][0].tolist())
            prompted[role] = {"prompt": prompt, "ids": role_ids, "vectors": packed(role_vectors)}
            first = first or (role_ids, np.stack(role_vectors))
        return {**answer(row, *first, prompted, by="transformers"), "texts": [], "ids": [], "vectors": [], "cut": []}


def of_exits(row, files, lay_out, denses, made) -> dict:
    from transformers import AutoTokenizer

    with tempfile.TemporaryDirectory() as folder:
        lay_out({path: file for path, file in files.items() if path in ("tokenizer.json", "tokenizer_config.json", "config.json")}, Path(folder))
        tokenizer = AutoTokenizer.from_pretrained(folder)
        whole = weights_of(row.architecture)

        def run(texts, layer):
            ids, vectors = [], []
            for text in texts:
                features = tokenizer([text], return_tensors="pt", truncation=True, max_length=32768)
                with torch.no_grad():
                    states = whole(input_ids=features["input_ids"], attention_mask=features["attention_mask"], output_hidden_states=True)
                hidden = states.last_hidden_state if layer == len(whole.layers) else states.hidden_states[layer]
                vectors.append(graphs.masked_mean(hidden, features["attention_mask"])[0].numpy())
                ids.append(features["input_ids"][0].tolist())
            return ids, np.stack(vectors)

        ids, vectors = run(TEXTS, 4)
        _, shallow = run(TEXTS, 1)
        prompted = {}
        for role, prompt in row.prompts.items():
            role_ids, role_vectors = run([prompt + text for text in PROMPTED], 4)
            prompted[role] = {"prompt": prompt, "ids": role_ids, "vectors": packed(role_vectors)}
        return answer(row, ids, vectors, prompted, by="transformers", layers={"1": packed(shallow)})

