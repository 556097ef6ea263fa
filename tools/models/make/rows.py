"""The rows of the matrix: what the files of each repository are and say. Their widths, layers, vocabularies and tables of positions are made small."""

from dataclasses import dataclass, field

from facts import CONFIGS, OLD, modules, pooling, prompts, sentence_bert, versions

HUB = "https://huggingface.co/"
FASTEMBED = "https://github.com/qdrant/fastembed/blob/main/fastembed/text"
QWEN_QUERY = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"
MEAN_UNIT = ("Transformer", "Pooling", "Normalize")
QUERY = "Represent this sentence for searching relevant passages: "


@dataclass
class Row:
    repository: str
    family: str
    layout: str
    architecture: str
    tokenizer: str
    # Files that hold JSON.
    json: dict = field(default_factory=dict)
    # Path of a graph → (form, what becomes of it: "fp32", "fp16", "q8").
    graphs: dict = field(default_factory=dict)
    # Weights that are no graph: path → what.
    weights: dict = field(default_factory=dict)
    # Where the tokenizer's two files lie.
    tokenizer_folder: str = ""
    tokenizer_config: dict = field(default_factory=dict)
    # Truncation and padding that tokenizer.json itself asks for, which Sentence Transformers overrides.
    tokenizer_settings: dict = field(default_factory=dict)
    source: str = ""
    note: str = ""
    # Options of loadModel.
    options: dict = field(default_factory=dict)
    # Roles or tasks whose golden vectors are kept: name → the prompt's text.
    prompts: dict = field(default_factory=dict)
    # Files that only the reference has: the model's original Sentence Transformers files, where the layout leaves them out.
    reference: dict = field(default_factory=dict)
    # "sentence-transformers", "graph" (ONNX Runtime's own run, then Sentence Transformers' pooling), "clip", "exits", "tasks".
    golden: str = "sentence-transformers"
    dense: tuple = ()
    refused: str = ""
    external: dict = field(default_factory=dict)
    dimension: int = 8


def sentence(repository, family, architecture, tokenizer, limit, mode="mean", parts=MEAN_UNIT, form=2, lower=False, stated=True, **rest) -> Row:
    """A repository of Sentence Transformers' layout with its graph in `onnx/`."""
    extra = rest.pop("json", {})
    config = rest.pop("sentence_config", versions())
    graphs = rest.pop("graphs", {"onnx/model.onnx": ("hidden", "fp32")})
    bert = rest.pop("sentence_bert", sentence_bert(limit, lower))
    base = rest.pop("base", OLD)
    json = {
        "config.json": CONFIGS[architecture],
        "modules.json": modules(*parts, base=base),
        "1_Pooling/config.json": pooling(mode, form),
        "config_sentence_transformers.json": config,
        **({"sentence_bert_config.json": bert} if stated else {}),
        **extra,
    }
    return Row(repository, family, rest.pop("layout", "Sentence Transformers 2"), architecture, tokenizer, json=json, graphs=graphs, source=rest.pop("source", HUB + repository), **rest)


def bare(repository, family, layout, architecture, tokenizer, mode, limit, graphs, parts=MEAN_UNIT, **rest) -> Row:
    """A repository of a graph, config.json and a tokenizer, without the files of Sentence Transformers."""
    reference = {"modules.json": modules(*parts), "1_Pooling/config.json": pooling(mode), "sentence_bert_config.json": sentence_bert(limit)}
    source = rest.pop("source", HUB + repository)
    extra = rest.pop("json", {})
    return Row(
        repository, family, layout, architecture, tokenizer, json={"config.json": CONFIGS[architecture], **extra}, graphs=graphs, reference=reference, source=source, **rest,
    )


FIXED_128 = {
    "truncation": {"max_length": 128, "strategy": "LongestFirst", "stride": 0, "direction": "Right"},
    "padding": {"strategy": {"Fixed": 128}, "direction": "Right", "pad_to_multiple_of": None, "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"},
}
ONE = {"onnx/model.onnx": ("hidden", "fp32")}
OPTIMIZED = {
    "onnx/model.onnx": ("hidden", "fp32"), "onnx/model_O1.onnx": ("hidden", "fp32"), "onnx/model_O2.onnx": ("hidden", "fp32"), "onnx/model_O3.onnx": ("hidden", "fp32"),
    "onnx/model_O4.onnx": ("hidden", "fp16"), "onnx/model_qint8_avx512_vnni.onnx": ("hidden", "q8"), "onnx/model_quint8_avx2.onnx": ("hidden", "q8"),
}
TRANSFORMERS_JS = {
    "onnx/model.onnx": ("hidden", "fp32"), "onnx/model_fp16.onnx": ("hidden", "fp16"), "onnx/model_int8.onnx": ("hidden", "q8"),
    "onnx/model_quantized.onnx": ("hidden", "q8"), "onnx/model_uint8.onnx": ("hidden", "q8"),
}
WITH_4_BITS = {**TRANSFORMERS_JS, "onnx/model_q4.onnx": ("hidden", "q4")}
JS = "transformers.js"
ST_3 = "Sentence Transformers 3"
ST_5 = "Sentence Transformers 5"

ROWS = [
    # MiniLM
    sentence("sentence-transformers/all-MiniLM-L6-v2", "MiniLM", "bert", "bert-uncased", 256, graphs=OPTIMIZED, form=1, tokenizer_settings=FIXED_128, layout=ST_3,
             sentence_config=versions("2.0.0", "4.6.1", "1.8.1")),
    sentence("sentence-transformers/all-MiniLM-L6-v2", "MiniLM", "bert", "bert-uncased", 256, graphs=OPTIMIZED, form=1, tokenizer_settings=FIXED_128, layout=ST_3,
             options={"file": "onnx/model_O3.onnx"}, note="a file by its name"),
    sentence("sentence-transformers/all-MiniLM-L6-v2", "MiniLM", "bert", "bert-uncased", 256, graphs=OPTIMIZED, form=1, tokenizer_settings=FIXED_128, layout=ST_3,
             options={"file": "model_qint8_avx512_vnni.onnx"}, golden="graph", note="an 8-bit file by its name"),
    sentence("sentence-transformers/all-MiniLM-L12-v2", "MiniLM", "bert", "bert-uncased", 128, form=1),
    sentence("sentence-transformers/multi-qa-MiniLM-L6-cos-v1", "MiniLM", "bert", "bert-uncased", 512, form=1),
    bare("Xenova/all-MiniLM-L6-v2", "MiniLM", JS, "bert", "bert-uncased", "mean", 512, TRANSFORMERS_JS, refused="POOLING_UNKNOWN", note="without an option"),
    bare("Xenova/all-MiniLM-L6-v2", "MiniLM", JS, "bert", "bert-uncased", "mean", 512, TRANSFORMERS_JS, options={"pooling": "mean"}),
    bare("Xenova/all-MiniLM-L6-v2", "MiniLM", JS, "bert", "bert-uncased", "mean", 512, TRANSFORMERS_JS, options={"pooling": "mean", "dtype": "q8"}, golden="graph"),
    bare("Xenova/all-MiniLM-L6-v2", "MiniLM", JS, "bert", "bert-uncased", "mean", 512, TRANSFORMERS_JS, options={"pooling": "mean", "dtype": "fp16"}, golden="graph"),
    bare("Xenova/all-MiniLM-L6-v2", "MiniLM", JS, "bert", "bert-uncased", "mean", 512, {"onnx/model_quantized.onnx": ("hidden", "q8")}, options={"pooling": "mean"}, golden="graph",
         note="the 8-bit graph alone"),
    bare("qdrant/all-MiniLM-L6-v2-onnx", "MiniLM", "fastembed", "bert", "bert-uncased", "mean", 512, {"model.onnx": ("hidden", "fp32")}, options={"pooling": "mean"},
         source=f"{FASTEMBED}/pooled_normalized_embedding.py"),
    bare("chroma: all-MiniLM-L6-v2", "MiniLM", "chroma", "bert", "bert-uncased", "mean", 256, {"model.onnx": ("hidden", "fp32")},
         options={"pooling": "mean", "maxTokens": 256}, tokenizer_settings=FIXED_128, source="https://chroma-onnx-models.s3.amazonaws.com/all-MiniLM-L6-v2/onnx.tar.gz"),
    bare("optimum-cli: sentence-transformers/all-MiniLM-L6-v2", "MiniLM", "optimum", "bert", "bert-uncased", "mean", 512, {"model.onnx": ("sentence", "fp32")},
         source="https://huggingface.co/docs/optimum-onnx/onnx/usage_guides/export_a_model", note="pools in its graph"),
    bare("optimum-cli: BAAI/bge-base-en-v1.5", "BGE", "optimum", "bert", "bert-uncased", "cls", 512, {"model.onnx": ("hidden", "fp32")}, options={"pooling": "cls"},
         source="https://huggingface.co/docs/optimum-onnx/onnx/usage_guides/export_a_model", note="--task feature-extraction --library transformers"),

    # MPNet, DistilRoBERTa and the multilingual ones that were distilled
    sentence("sentence-transformers/all-mpnet-base-v2", "MPNet", "mpnet", "mpnet", 384, form=1, layout=ST_3, graphs=OPTIMIZED),
    sentence("sentence-transformers/multi-qa-mpnet-base-dot-v1", "MPNet", "mpnet", "mpnet", 512, "cls", ("Transformer", "Pooling"), form=1),
    sentence("sentence-transformers/all-distilroberta-v1", "RoBERTa", "roberta", "roberta", 512, form=1),
    sentence("sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2", "paraphrase-multilingual", "bert", "xlm-roberta", 128, parts=("Transformer", "Pooling"), form=1, layout=ST_3,
             json={"config.json": {**CONFIGS["bert"], "vocab_size": 360}},
             tokenizer_config={"do_lower_case": True, "tokenize_chinese_chars": True, "strip_accents": None, "tokenizer_class": "PreTrainedTokenizerFast"}),
    sentence("sentence-transformers/paraphrase-multilingual-mpnet-base-v2", "paraphrase-multilingual", "xlm-roberta", "xlm-roberta", 128, parts=("Transformer", "Pooling"), form=1),
    bare("qdrant/paraphrase-multilingual-MiniLM-L12-v2-onnx-Q", "paraphrase-multilingual", "fastembed", "bert", "xlm-roberta", "mean", 512, {"model_optimized.onnx": ("hidden", "q8")},
         options={"pooling": "mean"}, golden="graph", source=f"{FASTEMBED}/pooled_embedding.py", tokenizer_config={"tokenizer_class": "PreTrainedTokenizerFast"}),
    sentence("sentence-transformers/LaBSE", "LaBSE", "bert", "bert-cased", 256, "cls", ("Transformer", "Pooling", "Dense", "Normalize"), form=1, dense=(("2_Dense", 16, 16, True, "Tanh", 51),)),
    sentence("sentence-transformers/distiluse-base-multilingual-cased-v2", "distiluse", "distilbert", "bert-cased", 128, parts=("Transformer", "Pooling", "Dense"), form=1,
             dense=(("2_Dense", 16, 10, True, "Tanh", 52),)),
    sentence("sentence-transformers/sentence-t5-base", "sentence-T5", "t5", "t5", 256, parts=("Transformer", "Pooling", "Dense", "Normalize"), form=1,
             dense=(("2_Dense", 16, 16, False, "Identity", 53),), note="with a graph that Sentence Transformers exports"),
    sentence("sentence-transformers/gtr-t5-base", "sentence-T5", "t5", "t5", 512, parts=("Transformer", "Pooling", "Dense", "Normalize"), form=1,
             dense=(("2_Dense", 16, 16, False, "Identity", 54),), note="with a graph that Sentence Transformers exports"),
    sentence("sentence-transformers/clip-ViT-B-32-multilingual-v1", "CLIP", "distilbert", "bert-cased", 128, parts=("Transformer", "Pooling", "Dense"), form=1,
             dense=(("2_Dense", 16, 12, False, "Identity", 55),)),
    Row("Xenova/clip-vit-base-patch32", "CLIP", JS, "clip", "clip", json={"config.json": CONFIGS["clip"]}, graphs={"onnx/text_model.onnx": ("clip", "fp32")}, golden="clip",
        options={"file": "onnx/text_model.onnx"}, source=HUB + "Xenova/clip-vit-base-patch32", note="the text's side"),
    Row("Qdrant/clip-ViT-B-32-text", "CLIP", "fastembed", "clip", "clip", json={"config.json": CONFIGS["clip"]}, graphs={"model.onnx": ("clip", "fp32")}, golden="clip",
        source=f"{FASTEMBED}/clip_embedding.py"),

    # BGE
    sentence("BAAI/bge-small-en-v1.5", "BGE", "bert", "bert-uncased", 512, "cls", form=1, lower=True, sentence_config=versions("2.2.2", "4.28.1")),
    sentence("BAAI/bge-large-en-v1.5", "BGE", "bert", "bert-uncased", 512, "cls", form=1, lower=True),
    sentence("BAAI/bge-small-zh-v1.5", "BGE", "bert", "bert-uncased", 512, "cls", form=1, lower=True, graphs={}, weights={"model.safetensors": "empty"}, refused="MODEL_NOT_FOUND"),
    bare("Xenova/bge-small-zh-v1.5", "BGE", JS, "bert", "bert-uncased", "cls", 512, TRANSFORMERS_JS, options={"pooling": "cls"}),
    sentence("BAAI/bge-m3", "BGE", "xlm-roberta", "xlm-roberta-newer", 512, "cls", form=1, graphs={"onnx/model.onnx": ("sentence-cls", "fp32")},
             external={"onnx/model.onnx": "model.onnx_data"}, tokenizer_config={"model_max_length": 512}),
    bare("qdrant/bge-small-en-v1.5-onnx-q", "BGE", "fastembed", "bert", "bert-uncased", "cls", 512, {"model_optimized.onnx": ("hidden", "q8")}, options={"pooling": "cls"}, golden="graph",
         source=f"{FASTEMBED}/onnx_embedding.py"),

    # GTE
    sentence("thenlper/gte-small", "GTE", "bert", "bert-uncased", 512, form=1),
    sentence("Alibaba-NLP/gte-modernbert-base", "GTE", "modernbert", "modernbert", 8192, "cls", ("Transformer", "Pooling"), form=3, graphs=TRANSFORMERS_JS, layout=ST_3,
             sentence_config=prompts(similarity="cosine")),
    sentence("Alibaba-NLP/gte-modernbert-base", "GTE", "modernbert", "modernbert", 8192, "cls", ("Transformer", "Pooling"), form=3, graphs=TRANSFORMERS_JS, layout=ST_3,
             sentence_config=prompts(similarity="cosine"), options={"dtype": "q8"}, golden="graph"),
    sentence("Alibaba-NLP/gte-modernbert-base", "GTE", "modernbert", "modernbert", 8192, "cls", ("Transformer", "Pooling"), form=3, graphs=WITH_4_BITS, layout=ST_3,
             sentence_config=prompts(similarity="cosine"), options={"dtype": "q4"}, golden="graph"),
    sentence("Alibaba-NLP/gte-base-en-v1.5", "GTE", "new", "bert-uncased", 8192, "cls", ("Transformer", "Pooling"), form=3, tokenizer_config={"model_max_length": 8192}),

    # E5
    sentence("intfloat/e5-small-v2", "E5", "bert", "bert-uncased", 512, form=1, prompts={"query": "query: ", "document": "passage: "}),
    sentence("intfloat/multilingual-e5-small", "E5", "bert", "xlm-roberta", 512, form=1, graphs=OPTIMIZED, json={"config.json": {**CONFIGS["bert"], "vocab_size": 360}},
             prompts={"query": "query: ", "document": "passage: "}),
    sentence("intfloat/multilingual-e5-large", "E5", "xlm-roberta", "xlm-roberta", 512, form=1, external={"onnx/model.onnx": "model.onnx_data"},
             prompts={"query": "query: ", "document": "passage: "}),
    bare("qdrant/multilingual-e5-large-onnx", "E5", "fastembed", "xlm-roberta", "xlm-roberta", "mean", 512, {"model.onnx": ("hidden", "fp32")}, options={"pooling": "mean"},
         external={"model.onnx": "model.onnx_data"}, source=f"{FASTEMBED}/e5_onnx_embedding.py"),

    # nomic
    sentence("nomic-ai/nomic-embed-text-v1.5", "nomic", "nomic", "bert-uncased", 8192, parts=("Transformer", "Pooling"), form=1, graphs=TRANSFORMERS_JS,
             tokenizer_config={"model_max_length": 8192}, prompts={"query": "search_query: ", "document": "search_document: "}),
    sentence("nomic-ai/modernbert-embed-base", "nomic", "modernbert", "modernbert", 8192, form=3, graphs=TRANSFORMERS_JS, layout=ST_3,
             sentence_config=prompts("search_query: ", "search_document: ", "cosine"), prompts={"query": "search_query: ", "document": "search_document: "}),

    # arctic
    sentence("Snowflake/snowflake-arctic-embed-m", "arctic", "bert", "bert-uncased", 512, "cls", form=2, graphs=TRANSFORMERS_JS,
             sentence_bert=sentence_bert(512, model_args={"add_pooling_layer": False}), sentence_config=versions("2.7.0.dev0", "4.39.3", "2.1.0", prompts={"query": QUERY}, default_prompt_name=None),
             prompts={"query": QUERY}),
    sentence("Snowflake/snowflake-arctic-embed-l-v2.0", "arctic", "xlm-roberta", "xlm-roberta-newer", 512, "cls", stated=False, form=3, layout=ST_3,
             external={"onnx/model.onnx": "model.onnx_data"}, tokenizer_config={"model_max_length": 512},
             sentence_config=prompts("query: ", similarity="cosine"), prompts={"query": "query: "}),

    # mxbai
    sentence("mixedbread-ai/mxbai-embed-large-v1", "mxbai", "bert", "bert-uncased", 512, "cls", ("Transformer", "Pooling"), form=3, graphs=TRANSFORMERS_JS,
             sentence_config=versions("2.5.0", "4.37.0", "2.1.0", prompts={"query": QUERY, "passage": ""}, default_prompt_name=None), prompts={"query": QUERY, "document": ""}),
    sentence("mixedbread-ai/mxbai-embed-xsmall-v1", "mxbai", "bert", "bert-uncased", 512, parts=("Transformer", "Pooling"), form=3, stated=False, graphs=TRANSFORMERS_JS, layout=ST_3,
             sentence_config=prompts(similarity="cosine")),

    # jina
    sentence("jinaai/jina-embeddings-v2-base-en", "jina", "alibi", "bert-uncased", 8192, parts=("Transformer", "Pooling"), form=1,
             graphs={"model.onnx": ("hidden", "fp32"), "model-w-mean-pooling.onnx": ("mean-alone", "fp32")}, tokenizer_config={"model_max_length": 8192},
             sentence_config=versions("2.2.2", "4.31.0", "2.0.1")),
    sentence("jinaai/jina-embeddings-v2-base-en", "jina", "alibi", "bert-uncased", 8192, parts=("Transformer", "Pooling"), form=1,
             graphs={"model.onnx": ("hidden", "fp32"), "model-w-mean-pooling.onnx": ("mean-alone", "fp32")}, tokenizer_config={"model_max_length": 8192},
             options={"file": "model-w-mean-pooling.onnx"}, note="the file that pools, with one output of an unusual name"),
    bare("Xenova/jina-embeddings-v2-small-en", "jina", JS, "alibi", "bert-uncased", "mean", 8192, TRANSFORMERS_JS, options={"pooling": "mean"}, tokenizer_config={"model_max_length": 8192}),
    Row("jinaai/jina-embeddings-v3", "jina", ST_3, "jina-v3", "xlm-roberta",
        json={
            "config.json": CONFIGS["jina-v3"], "1_Pooling/config.json": pooling("mean", 3),
            "modules.json": [
                {"idx": 0, "name": "transformer", "path": "", "type": "custom_st.Transformer", "kwargs": ["task"]},
                {"idx": 1, "name": "pooler", "path": "1_Pooling", "type": f"{OLD}.Pooling"},
                {"idx": 2, "name": "normalizer", "path": "2_Normalize", "type": f"{OLD}.Normalize"},
            ],
            "config_sentence_transformers.json": versions(
                "3.1.0", "4.41.2", "2.3.1+cu121", default_prompt_name=None, similarity_fn_name="cosine",
                prompts={
                    "retrieval.query": "Represent the query for retrieving evidence documents: ", "retrieval.passage": "Represent the document for retrieval: ",
                    "separation": "", "classification": "", "text-matching": "",
                },
            ),
        },
        graphs={"onnx/model.onnx": ("tasks", "fp32")}, external={"onnx/model.onnx": "model.onnx_data"}, golden="tasks", source=HUB + "jinaai/jina-embeddings-v3",
        tokenizer_config={"model_max_length": 8194},
        prompts={"retrieval.query": "Represent the query for retrieving evidence documents: ", "retrieval.passage": "Represent the document for retrieval: ", "text-matching": ""}),
    sentence("jinaai/jina-embeddings-v5-text-nano-retrieval", "jina", "eurobert", "llama3", 8192, "lasttoken", form=3, layout=ST_5,
             sentence_config=versions("5.2.0", "5.1.0", "2.8.0", model_type="SentenceTransformer", prompts={"query": "Query: ", "document": "Document: "}, default_prompt_name="document",
                                      similarity_fn_name="cosine"),
             prompts={"query": "Query: ", "document": "Document: "}, source="https://jina.ai/models/jina-embeddings-v5-text-nano", note="with a graph that Sentence Transformers exports"),

    # granite
    sentence("ibm-granite/granite-embedding-english-r2", "granite", "modernbert", "modernbert", 8192, "cls", form=3, graphs={}, weights={"model.safetensors": "empty"}, refused="MODEL_NOT_FOUND",
             layout=ST_5),
    bare("onnx-community/granite-embedding-english-r2-ONNX", "granite", JS, "modernbert", "modernbert", "cls", 8192, TRANSFORMERS_JS, options={"pooling": "cls"}),
    bare("rokeya71/granite-embedding-125m-english-onnx", "granite", "ONNX at the root", "roberta", "roberta", "cls", 512,
         {"model.onnx": ("hidden", "fp32"), "model_uint8.onnx": ("hidden", "q8")}, options={"pooling": "cls", "dtype": "uint8"}, golden="graph"),

    # EmbeddingGemma
    sentence("google/embeddinggemma-300m", "EmbeddingGemma", "gemma", "gemma", 2048, parts=("Transformer", "Pooling", "Dense", "Dense", "Normalize"), form=3, graphs={}, layout=ST_5,
             weights={"model.safetensors": "empty"}, refused="MODEL_NOT_FOUND"),
    Row("onnx-community/embeddinggemma-300m-ONNX", "EmbeddingGemma", JS, "gemma", "gemma", json={"config.json": CONFIGS["gemma"]},
        graphs={"onnx/model.onnx": ("gemma", "fp32"), "onnx/model_fp16.onnx": ("gemma", "fp16"), "onnx/model_quantized.onnx": ("gemma", "q8")},
        external={"onnx/model.onnx": "model.onnx_data", "onnx/model_fp16.onnx": "model_fp16.onnx_data", "onnx/model_quantized.onnx": "model_quantized.onnx_data"},
        reference={"modules.json": modules("Transformer", "Pooling", "Dense", "Dense", "Normalize"), "1_Pooling/config.json": pooling("mean", 3), "sentence_bert_config.json": sentence_bert(2048)},
        dense=(("2_Dense", "gemma", 0), ("3_Dense", "gemma", 1)), source=HUB + "onnx-community/embeddinggemma-300m-ONNX",
        prompts={"query": "task: search result | query: ", "document": "title: none | text: "}),
    sentence("onnx-community/embeddinggemma-300m-ONNX", "EmbeddingGemma", "gemma", "gemma", 2048, parts=("Transformer", "Pooling", "Dense", "Dense", "Normalize"), form=3, layout=ST_5,
             graphs={"onnx/model.onnx": ("gemma", "fp32")}, external={"onnx/model.onnx": "model.onnx_data"}, dense=(("2_Dense", "gemma", 0), ("3_Dense", "gemma", 1)),
             sentence_config=versions("5.1.0", "4.57.0.dev0", "2.8.0+cu128", model_type="SentenceTransformer",
                                      prompts={"query": "task: search result | query: ", "document": "title: none | text: ", "STS": "task: sentence similarity | query: "},
                                      default_prompt_name=None, similarity_fn_name="cosine"),
             prompts={"query": "task: search result | query: ", "document": "title: none | text: ", "STS": "task: sentence similarity | query: "},
             note="together with the files of google/embeddinggemma-300m"),

    # Qwen3-Embedding
    bare("onnx-community/Qwen3-Embedding-0.6B-ONNX", "Qwen3-Embedding", JS, "qwen3", "qwen", "lasttoken", 32768, {"onnx/model.onnx": ("past", "fp32")},
         external={"onnx/model.onnx": "model.onnx_data"}, options={"pooling": "last"}, prompts={"query": QWEN_QUERY, "document": ""}),
    sentence("Qwen/Qwen3-Embedding-0.6B", "Qwen3-Embedding", "qwen3", "qwen", 32768, "lasttoken", form=3, stated=False, layout=ST_5, graphs={"onnx/model.onnx": ("past", "fp32")},
             tokenizer_config={"padding_side": "left"},
             sentence_config=prompts(QWEN_QUERY, "", "cosine"),
             prompts={"query": QWEN_QUERY, "document": ""},
             note="with a graph that optimum exports"),
    sentence("Qwen/Qwen3-Embedding-0.6B", "Qwen3-Embedding", "qwen3", "qwen", 32768, "lasttoken", form=3, stated=False, layout=ST_5, graphs={}, weights={"model.safetensors": "empty"},
             refused="MODEL_NOT_FOUND"),

    # static
    Row("minishlab/potion-base-8M", "potion", "model2vec", "static", "static-bert",
        json={"config.json": CONFIGS["model2vec"], "modules.json": [
            {"idx": 0, "name": "0", "path": ".", "type": f"{OLD}.StaticEmbedding"}, {"idx": 1, "name": "1", "path": "1_Normalize", "type": f"{OLD}.Normalize"},
        ]},
        weights={"model.safetensors": "embeddings"}, graphs={"onnx/model.onnx": ("static", "fp32")}, golden="model2vec", source=HUB + "minishlab/potion-base-8M"),
    Row("minishlab/potion-multilingual-128M", "potion", "model2vec", "static", "static-unigram",
        json={"config.json": {**CONFIGS["model2vec"], "tokenizer_name": "baai/bge-m3"}, "modules.json": [
            {"idx": 0, "name": "0", "path": ".", "type": f"{OLD}.StaticEmbedding"}, {"idx": 1, "name": "1", "path": "1_Normalize", "type": f"{OLD}.Normalize"},
        ]},
        weights={"model.safetensors": "embeddings"}, golden="model2vec", source=HUB + "minishlab/potion-multilingual-128M"),
    Row("sentence-transformers/static-retrieval-mrl-en-v1", "static", ST_3, "static", "static-bert",
        json={
            "modules.json": [{"idx": 0, "name": "0", "path": "0_StaticEmbedding", "type": f"{OLD}.StaticEmbedding"}],
            "config_sentence_transformers.json": versions("3.3.0.dev0", "4.45.2", "2.4.0", prompts={}, default_prompt_name=None, similarity_fn_name="cosine"),
        },
        tokenizer_folder="0_StaticEmbedding/", weights={"0_StaticEmbedding/model.safetensors": "embedding.weight"}, golden="static",
        source=HUB + "sentence-transformers/static-retrieval-mrl-en-v1"),

    # 2D-Matryoshka
    Row("llm-semantic-router/mmbert-embed-32k-2d-matryoshka", "mmBERT 2D", "2D-Matryoshka", "mmbert", "gemma",
        json={
            "config.json": CONFIGS["mmbert"], "1_Pooling/config.json": pooling("mean", 3), "modules.json": modules("Transformer", "Pooling"),
            "config_sentence_transformers.json": prompts(similarity="cosine"),
            "onnx/model_config.json": {
                "model_name": "mmbert-embed-32k-2d-matryoshka", "available_layers": [1, 4], "total_layers": 4, "hidden_size": 16, "dimensions": [4, 8, 16],
                "models": {"1": {"path": "layer-1/model.onnx"}, "4": {"path": "layer-4/model.onnx"}},
            },
            "onnx/layer-1/config.json": {"layer": 1, "hidden_size": 16, "total_layers": 4}, "onnx/layer-4/config.json": {"layer": 4, "hidden_size": 16, "total_layers": 4},
        },
        graphs={"onnx/layer-1/model.onnx": ("exit-1", "fp32"), "onnx/layer-4/model.onnx": ("exit-4", "fp32")},
        external={"onnx/layer-1/model.onnx": "model.onnx.data", "onnx/layer-4/model.onnx": "model.onnx.data"}, golden="exits", tokenizer_config={"model_max_length": 32768},
        source=HUB + "llm-semantic-router/mmbert-embed-32k-2d-matryoshka"),
    Row("vllm-sr/Vela-1.0-Encoder-307M-Embedding", "Vela 2D", "2D-Matryoshka", "mmbert", "gemma",
        json={
            "config.json": {**CONFIGS["mmbert"], "representation_contract": {
                "version": 1, "final_normalization": "final_norm", "intermediate_normalization": "none", "pooling": "attention_mask_mean",
                "pooling_accumulation_dtype": "float32", "truncate_before_l2_normalize": True,
            }},
            "1_Pooling/config.json": pooling("mean", 3), "modules.json": modules("Transformer", "Pooling"),
            "config_sentence_transformers.json": prompts("query: ", "document: ", "cosine"),
            "matryoshka_config.json": {"dim_indices": [4, 8, 16], "hidden_size": 16, "layer_indices": [1, 4], "num_layers": 4, "pooling_strategy": "mean"},
        },
        graphs={"onnx/model.onnx": ("exit-4", "fp32"), "onnx/model_layer_1.onnx": ("exit-1", "fp32")},
        external={"onnx/model.onnx": "weights.data", "onnx/model_layer_1.onnx": "weights.data"}, golden="exits", tokenizer_config={"model_max_length": 32768},
        prompts={"query": "query: ", "document": "document: "}, source=HUB + "vllm-sr/Vela-1.0-Encoder-307M-Embedding"),

    # ettin
    Row("jhu-clsp/ettin-encoder-17m", "ettin", "transformers", "modernbert", "modernbert", json={"config.json": {**CONFIGS["modernbert"], "architectures": ["ModernBertForMaskedLM"]}},
        weights={"model.safetensors": "empty"}, refused="MODEL_NOT_FOUND", source=HUB + "jhu-clsp/ettin-encoder-17m"),
    bare("onnx-community/ettin-encoder-17m-ONNX", "ettin", JS, "modernbert", "modernbert", "mean", 8192, {"onnx/model.onnx": ("logits", "fp32")}, refused="GRAPH_OUTPUT_UNKNOWN",
         options={"pooling": "mean"}, note="a masked language model, whose only output is logits"),
    sentence("jhu-clsp/ettin-encoder-17m, trained by Sentence Transformers", "ettin", "modernbert", "modernbert", 8192, parts=("Transformer", "Pooling"), form=3, layout=ST_5,
             sentence_config=versions("5.1.0", "4.55.0", "2.8.0", model_type="SentenceTransformer", prompts={"query": "", "document": ""}, default_prompt_name=None, similarity_fn_name="cosine"),
             source="https://sbert.net/docs/sentence_transformer/training_overview.html", prompts={"query": "", "document": ""}),

    # What Sentence Transformers 6 itself writes, and other kinds of model
    sentence("saved by Sentence Transformers 6.2.0", "MiniLM", "bert", "bert-uncased", 512, form=6, layout="Sentence Transformers 6", golden="saved", source="https://sbert.net"),
    sentence("lightonai/GTE-ModernColBERT-v1", "ColBERT", "modernbert", "modernbert", 299, parts=("Transformer",), layout=ST_3, refused="MODULE_UNSUPPORTED",
             json={"modules.json": [*modules("Transformer"), {"idx": 1, "name": "1", "path": "1_Dense", "type": "pylate.models.Dense.Dense"}],
                   "1_Dense/config.json": {"in_features": 16, "out_features": 8, "bias": False, "activation_function": "torch.nn.modules.linear.Identity"}}),
    sentence("naver/splade-v3", "SPLADE", "bert", "bert-uncased", 512, parts=("Transformer",), layout=ST_5, refused="MODULE_UNSUPPORTED",
             json={"modules.json": [
                 {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.sparse_encoder.models.MLMTransformer"},
                 {"idx": 1, "name": "1", "path": "1_SpladePooling", "type": "sentence_transformers.sparse_encoder.models.SpladePooling"},
             ]}),
]
# The length of each repository's own vectors, and the shorter ones that it was trained for.
DIMENSIONS = {
    "all-MiniLM": "384", "multi-qa-MiniLM": "384", "saved by": "384", "all-mpnet": "768", "multi-qa-mpnet": "768", "all-distilroberta": "768",
    "paraphrase-multilingual-MiniLM": "384", "paraphrase-multilingual-mpnet": "768", "LaBSE": "768", "distiluse": "512", "sentence-t5": "768", "gtr-t5": "768", "clip-": "512",
    "bge-small-en": "384", "bge-base-en": "768", "bge-large-en": "1024", "bge-small-zh": "512", "bge-m3": "1024", "gte-small": "384", "gte-modernbert": "768", "gte-base": "768",
    "e5-small": "384", "e5-large": "1024", "nomic-embed-text": "768, 512, 256, 128, 64", "modernbert-embed": "768, 256", "arctic-embed-m": "768", "arctic-embed-l-v2.0": "1024, 256",
    "mxbai-embed-large": "1024, 512", "mxbai-embed-xsmall": "384", "jina-embeddings-v2-base": "768", "jina-embeddings-v2-small": "512",
    "jina-embeddings-v3": "1024, 768, 512, 256, 128, 64, 32", "jina-embeddings-v5": "768, 512, 256, 128, 64, 32", "granite-embedding": "768",
    "embeddinggemma": "768, 512, 256, 128", "Qwen3-Embedding": "32 to 1024", "potion": "256", "static-retrieval": "1024, 512, 256, 128, 64, 32",
    "mmbert-embed": "768, 512, 256, 128, 64", "Vela": "768, 512, 256, 128, 64", "ettin": "256", "ColBERT": "128 a token", "splade": "sparse",
}


def dimensions_of(row: Row) -> str:
    return next(text for part, text in DIMENSIONS.items() if part in row.repository)


assert all(dimensions_of(row) for row in ROWS)
