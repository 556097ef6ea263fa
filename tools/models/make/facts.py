"""What the files of published repositories say, in the forms that Sentence Transformers and transformers have written over the years."""

from graphs import HEADS, INNER, LAYERS, WIDTH
from tokenizer_kinds import size_of

OLD = "sentence_transformers.models"

MODES = ["cls_token", "mean_tokens", "max_tokens", "mean_sqrt_len_tokens", "weightedmean_tokens", "lasttoken"]
OF_MODE = {"cls": "cls_token", "mean": "mean_tokens", "lasttoken": "lasttoken"}


def pooling(mode: str, form: int = 2, width: int = WIDTH) -> dict:
    """1_Pooling/config.json. `form`: 1 with the four keys of the first versions, 2 with six, 3 with `include_prompt`, 6 since version 5.4."""
    if form == 6:
        return {"embedding_dimension": width, "pooling_mode": mode, "include_prompt": True}
    keys = MODES[:4] if form == 1 else MODES
    config: dict = {"word_embedding_dimension": width, **{f"pooling_mode_{key}": key == OF_MODE[mode] for key in keys}}
    return {**config, "include_prompt": True} if form == 3 else config


def modules(*names: str, base: str = OLD) -> list[dict]:
    """modules.json of modules in their folders: `Transformer` at the root, then `1_Pooling`, …"""
    return [
        {"idx": index, "name": str(index), "path": "" if name == "Transformer" else f"{index}_{name}", "type": f"{base}.{name}"}
        for index, name in enumerate(names)
    ]


def versions(sentence="2.2.2", transformers="4.28.1", pytorch="1.13.0+cu117", **rest) -> dict:
    """config_sentence_transformers.json"""
    return {"__version__": {"sentence_transformers": sentence, "transformers": transformers, "pytorch": pytorch}, **rest}


def prompts(query: str | None = None, document: str | None = None, similarity: str | None = None, **named: str) -> dict:
    all_prompts = {key: value for key, value in {"query": query, "document": document, **named}.items() if value is not None}
    return versions("3.0.1", "4.41.2", "2.3.0", prompts=all_prompts, default_prompt_name=None, similarity_fn_name=similarity)


def sentence_bert(limit: int | None, lower: bool = False, **rest) -> dict:
    return {"max_seq_length": limit, "do_lower_case": lower, **rest}


SHAPE = {"hidden_size": WIDTH, "intermediate_size": INNER, "num_attention_heads": HEADS, "num_hidden_layers": LAYERS}

CONFIGS = {
    "bert": {
        "architectures": ["BertModel"], "attention_probs_dropout_prob": 0.1, "classifier_dropout": None, "gradient_checkpointing": False, "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1, "initializer_range": 0.02, "layer_norm_eps": 1e-12, "max_position_embeddings": 512, "model_type": "bert", "pad_token_id": 0,
        "position_embedding_type": "absolute", "type_vocab_size": 2, "use_cache": True, "vocab_size": 360, **SHAPE,
    },
    "mpnet": {
        "architectures": ["MPNetForMaskedLM"], "attention_probs_dropout_prob": 0.1, "bos_token_id": 0, "eos_token_id": 2, "hidden_act": "gelu", "hidden_dropout_prob": 0.1,
        "layer_norm_eps": 1e-05, "max_position_embeddings": 514, "model_type": "mpnet", "pad_token_id": 1, "relative_attention_num_buckets": 32, "vocab_size": size_of("mpnet"), **SHAPE,
    },
    "xlm-roberta": {
        "architectures": ["XLMRobertaModel"], "attention_probs_dropout_prob": 0.1, "bos_token_id": 0, "classifier_dropout": None, "eos_token_id": 2, "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1, "layer_norm_eps": 1e-05, "max_position_embeddings": 514, "model_type": "xlm-roberta", "output_past": True, "pad_token_id": 1,
        "position_embedding_type": "absolute", "type_vocab_size": 1, "use_cache": True, "vocab_size": size_of("xlm-roberta"), **SHAPE,
    },
    "roberta": {
        "architectures": ["RobertaModel"], "attention_probs_dropout_prob": 0.1, "bos_token_id": 0, "eos_token_id": 2, "hidden_act": "gelu", "hidden_dropout_prob": 0.1,
        "layer_norm_eps": 1e-05, "max_position_embeddings": 514, "model_type": "roberta", "pad_token_id": 1, "type_vocab_size": 1, "vocab_size": size_of("roberta"), **SHAPE,
    },
    "distilbert": {
        "activation": "gelu", "architectures": ["DistilBertModel"], "attention_dropout": 0.1, "dim": WIDTH, "dropout": 0.1, "hidden_dim": INNER, "max_position_embeddings": 512,
        "model_type": "distilbert", "n_heads": HEADS, "n_layers": LAYERS, "output_hidden_states": True, "output_past": True, "pad_token_id": 0,
        "qa_dropout": 0.1, "seq_classif_dropout": 0.2, "sinusoidal_pos_embds": False, "tie_weights_": True, "vocab_size": 360,
    },
    "t5": {
        "architectures": ["T5EncoderModel"], "d_ff": INNER, "d_kv": WIDTH // HEADS, "d_model": WIDTH, "decoder_start_token_id": 0, "dropout_rate": 0.1, "eos_token_id": 1,
        "feed_forward_proj": "relu", "is_encoder_decoder": True, "layer_norm_epsilon": 1e-06, "model_type": "t5", "n_positions": 512, "num_decoder_layers": LAYERS,
        "num_heads": HEADS, "num_layers": LAYERS, "pad_token_id": 0, "relative_attention_num_buckets": 32, "use_cache": True, "vocab_size": size_of("t5"),
    },
    "clip": {
        "architectures": ["CLIPModel"], "logit_scale_init_value": 2.6592, "model_type": "clip", "projection_dim": WIDTH,
        "text_config": {"model_type": "clip_text_model", "bos_token_id": size_of("clip") - 2, "eos_token_id": size_of("clip") - 1, "pad_token_id": size_of("clip") - 1, "max_position_embeddings": 77, "vocab_size": size_of("clip"), "projection_dim": WIDTH, **SHAPE},
        "vision_config": {"model_type": "clip_vision_model", "hidden_size": 24, "image_size": 224, "patch_size": 32},
    },
    "nomic": {
        "activation_function": "swiglu", "architectures": ["NomicBertModel"], "attn_pdrop": 0.0, "causal": False, "dense_seq_output": True,
        "auto_map": {"AutoConfig": "nomic-ai/nomic-bert-2048--configuration_hf_nomic_bert.NomicBertConfig", "AutoModel": "nomic-ai/nomic-bert-2048--modeling_hf_nomic_bert.NomicBertModel"},
        "model_type": "nomic_bert", "n_embd": WIDTH, "n_head": HEADS, "n_inner": INNER, "n_layer": LAYERS, "n_positions": 8192, "max_trained_positions": 2048,
        "prenorm": False, "rotary_emb_base": 1000, "rotary_emb_fraction": 1.0, "rotary_emb_interleaved": False, "type_vocab_size": 2, "use_flash_attn": True, "vocab_size": 360,
    },
    "new": {
        "architectures": ["NewModel"], "attention_probs_dropout_prob": 0.0, "auto_map": {"AutoConfig": "Alibaba-NLP/new-impl--configuration.NewConfig", "AutoModel": "Alibaba-NLP/new-impl--modeling.NewModel"},
        "layer_norm_type": "layer_norm", "max_position_embeddings": 8192, "model_type": "new", "pack_qkv": True, "pad_token_id": 0, "position_embedding_type": "rope",
        "rope_scaling": {"factor": 2.0, "type": "ntk"}, "rope_theta": 500000, "type_vocab_size": 2, "unpad_inputs": False, "use_memory_efficient_attention": False, "vocab_size": 360, **SHAPE,
    },
    "modernbert": {
        "architectures": ["ModernBertModel"], "attention_bias": False, "bos_token_id": 407, "classifier_pooling": "mean", "cls_token_id": 407, "eos_token_id": 408,
        "global_attn_every_n_layers": 3, "global_rope_theta": 160000.0, "hidden_activation": "gelu", "layer_norm_eps": 1e-05, "local_attention": 128, "local_rope_theta": 10000.0,
        "max_position_embeddings": 8192, "model_type": "modernbert", "pad_token_id": 409, "position_embedding_type": "absolute", "sep_token_id": 408, "vocab_size": size_of("modernbert"),
        **SHAPE, "num_hidden_layers": 4,
    },
    "mmbert": {
        "architectures": ["ModernBertModel"], "attention_bias": False, "bos_token_id": 2, "classifier_pooling": "mean", "cls_token_id": 2, "eos_token_id": 1,
        "global_attn_every_n_layers": 3, "global_rope_theta": 160000.0, "local_attention": 128, "local_rope_theta": 160000.0, "mask_token_id": 4,
        "max_position_embeddings": 32768, "model_type": "modernbert", "pad_token_id": 0, "position_embedding_type": "sans_pos", "sep_token_id": 1, "vocab_size": size_of("gemma"),
        **SHAPE, "num_hidden_layers": 4,
    },
    "gemma": {
        "_sliding_window_pattern": 6, "architectures": ["Gemma3TextModel"], "attention_bias": False, "bos_token_id": 2, "eos_token_id": 1, "head_dim": WIDTH // HEADS,
        "hidden_activation": "gelu_pytorch_tanh", "layer_types": ["sliding_attention", "full_attention"], "max_position_embeddings": 2048, "model_type": "gemma3_text",
        "num_key_value_heads": 1, "pad_token_id": 0, "query_pre_attn_scalar": WIDTH // HEADS, "sliding_window": 512, "use_bidirectional_attention": True, "vocab_size": size_of("gemma"), **SHAPE,
    },
    "qwen3": {
        "architectures": ["Qwen3ForCausalLM"], "attention_bias": False, "bos_token_id": 400, "eos_token_id": 400, "head_dim": WIDTH // HEADS, "hidden_act": "silu",
        "max_position_embeddings": 32768, "max_window_layers": 28, "model_type": "qwen3", "num_key_value_heads": 1, "rms_norm_eps": 1e-06, "rope_scaling": None, "rope_theta": 1000000,
        "sliding_window": None, "tie_word_embeddings": True, "use_cache": True, "use_sliding_window": False, "vocab_size": size_of("qwen"), **SHAPE,
    },
    "eurobert": {
        "architectures": ["EuroBertModel"], "attention_bias": False, "bos_token_id": 400, "eos_token_id": 401, "hidden_act": "silu", "mask_token_id": 402, "max_position_embeddings": 8192,
        "model_type": "eurobert", "num_key_value_heads": 1, "pad_token_id": 403, "rope_theta": 250000, "vocab_size": size_of("llama3"), **SHAPE,
    },
    "jina-v3": {
        "architectures": ["XLMRobertaModel"], "auto_map": {"AutoConfig": "jinaai/xlm-roberta-flash-implementation--configuration_xlm_roberta.XLMRobertaFlashConfig"},
        "bos_token_id": 0, "eos_token_id": 2, "lora_adaptations": ["retrieval.query", "retrieval.passage", "separation", "classification", "text-matching"],
        "lora_alpha": 1, "lora_rank": 4, "matryoshka_dimensions": [4, 8, 12, 16], "max_position_embeddings": 8194, "model_type": "xlm-roberta", "pad_token_id": 1,
        "position_embedding_type": "rotary", "rotary_emb_base": 20000.0,
        "task_instructions": {
            "classification": "", "retrieval.passage": "Represent the document for retrieval: ", "retrieval.query": "Represent the query for retrieving evidence documents: ",
            "separation": "", "text-matching": "",
        },
        "truncate_dim": None, "type_vocab_size": 1, "use_flash_attn": True, "vocab_size": size_of("xlm-roberta"), **SHAPE,
    },
    "alibi": {
        "architectures": ["JinaBertForMaskedLM"], "attention_probs_dropout_prob": 0.0, "attn_implementation": None,
        "auto_map": {"AutoConfig": "jinaai/jina-bert-implementation--configuration_bert.JinaBertConfig", "AutoModel": "jinaai/jina-bert-implementation--modeling_bert.JinaBertModel"},
        "emb_pooler": "mean", "feed_forward_type": "geglu", "hidden_act": "gelu", "max_position_embeddings": 8192, "model_max_length": 8192, "model_type": "bert",
        "pad_token_id": 0, "position_embedding_type": "alibi", "type_vocab_size": 2, "vocab_size": 360, **SHAPE,
    },
    "model2vec": {
        "apply_pca": WIDTH, "apply_zipf": True, "architectures": ["StaticModel"], "hidden_dim": WIDTH, "model_type": "model2vec", "normalize": True, "seq_length": 1000000,
        "tokenizer_name": "baai/bge-base-en-v1.5",
    },
}
