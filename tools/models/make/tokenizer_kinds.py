"""Small tokenizers with the parts of the published ones: each kind has its family's normalizer, pre-tokenizer, model and special tokens."""

import base64
import functools
import json
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from corpus import CORPUS

# SentencePiece's table of nmt_nfkc, which is far larger than the rest: the tokenizers share one file.
CHARSMAP = "@nmt_nfkc"
QWEN = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
CLIP = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"


@functools.cache
def charsmap() -> bytes:
    """SentencePiece's own table, out of a model that it trains."""
    import io

    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["a cat sat on the mat"] * 100), model_writer=model, vocab_size=16,
        hard_vocab_limit=False, normalization_rule_name="nmt_nfkc", minloglevel=2,
    )
    proto = sentencepiece_model_pb2.ModelProto()
    proto.ParseFromString(model.getvalue())
    return proto.normalizer_spec.precompiled_charsmap


def template(before: list[str], after: list[str], ids: dict[str, int]) -> processors.TemplateProcessing:
    single = " ".join([*before, "$A", *after])
    pair = " ".join([*before, "$A", *after, "$B:1", *[f"{token}:1" for token in after]])
    return processors.TemplateProcessing(single=single, pair=pair, special_tokens=[(token, ids[token]) for token in {*before, *after}])


def word_piece(lowercase: bool, specials=("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"), size=360) -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=lowercase)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.train_from_iterator(CORPUS * 3, trainers.WordPieceTrainer(vocab_size=size, min_frequency=1, special_tokens=list(specials), show_progress=False))
    tokenizer.decoder = decoders.WordPiece(prefix="##", cleanup=True)
    return tokenizer


def bert(lowercase: bool) -> Tokenizer:
    tokenizer = word_piece(lowercase)
    tokenizer.post_processor = template(["[CLS]"], ["[SEP]"], tokenizer.get_vocab())
    return tokenizer


def mpnet() -> Tokenizer:
    tokenizer = word_piece(True, ("<s>", "<pad>", "</s>", "<unk>", "[UNK]"))
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True)])
    ids = tokenizer.get_vocab()
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", ids["</s>"]), ("<s>", ids["<s>"]), trim_offsets=True, add_prefix_space=False)
    return tokenizer


def unigram(specials: list[str], spaces: str, before: list[str], after: list[str], unk="<unk>", extra: list[AddedToken] = (), size=330) -> Tokenizer:
    """`spaces`: whether white space is split off first ("split"), or runs of it are made one by the normalizer ("replace")."""
    tokenizer = Tokenizer(models.Unigram())
    table = normalizers.Precompiled(charsmap())
    metaspace = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    if spaces == "split":
        tokenizer.normalizer = table
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), metaspace])
    else:
        tokenizer.normalizer = normalizers.Sequence([table, normalizers.Replace(Regex(" {2,}"), " ")])
        tokenizer.pre_tokenizer = metaspace
    trainer = trainers.UnigramTrainer(vocab_size=size, special_tokens=specials, unk_token=unk, show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.add_special_tokens(list(extra))
    ids = tokenizer.get_vocab()
    tokenizer.post_processor = template(before, after, ids)
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    return tokenizer


def xlm_roberta(spaces: str) -> Tokenizer:
    mask = AddedToken("<mask>", lstrip=True)
    return unigram(["<s>", "<pad>", "</s>", "<unk>"], spaces, ["<s>"], ["</s>"], extra=[mask])


def t5() -> Tokenizer:
    return unigram(["<pad>", "</s>", "<unk>"], "split", [], ["</s>"], extra=[AddedToken(f"<extra_id_{n}>") for n in (2, 1, 0)])


def byte_level(specials: list[str], first: bool, size: int, split: str | None = None, normal=None) -> Tokenizer:
    """BPE of bytes. `first`: whether the special tokens have the first ids, or those after the pieces."""
    tokenizer = Tokenizer(models.BPE())
    if normal is not None:
        tokenizer.normalizer = normal
    if split is None:
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=True, use_regex=True)
    else:
        splitter = pre_tokenizers.Split(Regex(split), "isolated", invert=False)
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([splitter, pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False)])
    trainer = trainers.BpeTrainer(
        vocab_size=size, special_tokens=specials if first else [], initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()), show_progress=False,
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    if not first:
        tokenizer.add_special_tokens(specials)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def roberta() -> Tokenizer:
    tokenizer = byte_level(["<s>", "<pad>", "</s>", "<unk>"], True, 400)
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True)])
    ids = tokenizer.get_vocab()
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", ids["</s>"]), ("<s>", ids["<s>"]), trim_offsets=True, add_prefix_space=False)
    return tokenizer


def modern_bert() -> Tokenizer:
    tokenizer = byte_level([], False, 380, normal=normalizers.NFC())
    tokenizer.add_special_tokens(["|||IP_ADDRESS|||", "<|padding|>"])
    # Runs of spaces, the longest first, are pieces of their own, as in GPT-NeoX's vocabulary.
    tokenizer.add_tokens([AddedToken(" " * n, normalized=True, special=False) for n in range(24, 1, -1)])
    tokenizer.add_special_tokens(["<|endoftext|>", "[UNK]", "[CLS]", "[SEP]", "[PAD]", AddedToken("[MASK]", lstrip=True)])
    tokenizer.post_processor = template(["[CLS]"], ["[SEP]"], tokenizer.get_vocab())
    return tokenizer


def qwen() -> Tokenizer:
    tokenizer = byte_level([], False, 400, QWEN, normalizers.NFC())
    tokenizer.add_special_tokens(["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
    ids = tokenizer.get_vocab()
    bytes_ = processors.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False)
    tokenizer.post_processor = processors.Sequence([bytes_, template([], ["<|endoftext|>"], ids)])
    return tokenizer


def llama3() -> Tokenizer:
    tokenizer = byte_level([], False, 400, LLAMA3)
    tokenizer.add_special_tokens(["<|begin_of_text|>", "<|end_of_text|>", "<|mask|>", "<|pad|>"])
    ids = tokenizer.get_vocab()
    bytes_ = processors.ByteLevel(add_prefix_space=True, trim_offsets=False, use_regex=True)
    tokenizer.post_processor = processors.Sequence([bytes_, template(["<|begin_of_text|>"], ["<|end_of_text|>"], ids)])
    return tokenizer


def gemma() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous", invert=False)
    specials = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>", *[f"<0x{byte:02X}>" for byte in range(256)]]
    # Words apart, so that pieces do not run across them as they would over so few texts.
    words = [("▁" if n else "") + word for line in CORPUS for n, word in enumerate(line.split(" "))]
    tokenizer.train_from_iterator(words, trainers.BpeTrainer(vocab_size=560, special_tokens=specials, show_progress=False))
    state = json.loads(tokenizer.to_str())
    # Bytes are pieces like others, not tokens that are looked for in a text.
    state["added_tokens"] = [token for token in state["added_tokens"] if not token["content"].startswith("<0x")]
    tokenizer = Tokenizer.from_str(json.dumps(state))
    tokenizer.add_tokens([AddedToken(run, normalized=False, special=False) for run in ("\n\n", "▁▁", "▁▁▁")])
    tokenizer.post_processor = template(["<bos>"], ["<eos>"], tokenizer.get_vocab())
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    return tokenizer


def clip() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(unk_token="<|endoftext|>", end_of_word_suffix="</w>", continuing_subword_prefix=""))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    split = pre_tokenizers.Split(Regex(CLIP), "removed", invert=True)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=True, use_regex=True)])
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(vocab_size=640, initial_alphabet=alphabet, end_of_word_suffix="</w>", show_progress=False)
    # Every byte also stands at the end of a word.
    tokenizer.train_from_iterator([*CORPUS], trainer)
    vocabulary = tokenizer.get_vocab()
    state = json.loads(tokenizer.to_str())
    pieces = state["model"]["vocab"]
    for letter in alphabet:
        if letter + "</w>" not in vocabulary:
            pieces[letter + "</w>"] = len(pieces)
    tokenizer = Tokenizer.from_str(json.dumps(state))
    tokenizer.add_special_tokens(["<|startoftext|>", "<|endoftext|>"])
    ids = tokenizer.get_vocab()
    tokenizer.post_processor = processors.RobertaProcessing(
        ("<|endoftext|>", ids["<|endoftext|>"]), ("<|startoftext|>", ids["<|startoftext|>"]), trim_offsets=False, add_prefix_space=False,
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def static_word_piece() -> Tokenizer:
    """model2vec keeps the model's tokenizer without its post-processor."""
    tokenizer = word_piece(True)
    return tokenizer


def static_unigram() -> Tokenizer:
    return Tokenizer.from_str(json.dumps({**json.loads(xlm_roberta("replace").to_str()), "post_processor": None}))


KINDS = {
    "bert-uncased": lambda: bert(True),
    "bert-cased": lambda: bert(False),
    "mpnet": mpnet,
    "xlm-roberta": lambda: xlm_roberta("split"),
    "xlm-roberta-newer": lambda: xlm_roberta("replace"),
    "t5": t5,
    "roberta": roberta,
    "modernbert": modern_bert,
    "qwen": qwen,
    "llama3": llama3,
    "gemma": gemma,
    "clip": clip,
    "static-bert": static_word_piece,
    "static-unigram": static_unigram,
}

# Of each kind: what tokenizer_config.json says.
CONFIGS = {
    "bert-uncased": {
        "clean_up_tokenization_spaces": True, "cls_token": "[CLS]", "do_basic_tokenize": True, "do_lower_case": True, "mask_token": "[MASK]", "model_max_length": 512,
        "never_split": None, "pad_token": "[PAD]", "sep_token": "[SEP]", "strip_accents": None, "tokenize_chinese_chars": True,
        "tokenizer_class": "BertTokenizer", "unk_token": "[UNK]",
    },
    "bert-cased": {
        "cls_token": "[CLS]", "do_lower_case": False, "mask_token": "[MASK]", "model_max_length": 512, "pad_token": "[PAD]", "sep_token": "[SEP]",
        "strip_accents": None, "tokenize_chinese_chars": True, "tokenizer_class": "BertTokenizer", "unk_token": "[UNK]",
    },
    "mpnet": {
        "bos_token": "<s>", "cls_token": "<s>", "do_lower_case": True, "eos_token": "</s>", "mask_token": "<mask>", "model_max_length": 512,
        "pad_token": "<pad>", "sep_token": "</s>", "strip_accents": None, "tokenize_chinese_chars": True, "tokenizer_class": "MPNetTokenizer", "unk_token": "[UNK]",
    },
    "xlm-roberta": {
        "bos_token": "<s>", "cls_token": "<s>", "eos_token": "</s>", "mask_token": "<mask>", "model_max_length": 512, "pad_token": "<pad>",
        "sep_token": "</s>", "tokenizer_class": "XLMRobertaTokenizer", "unk_token": "<unk>",
    },
    "t5": {
        "eos_token": "</s>", "extra_ids": 3, "model_max_length": 512, "pad_token": "<pad>", "tokenizer_class": "T5Tokenizer", "unk_token": "<unk>",
        "additional_special_tokens": ["<extra_id_0>", "<extra_id_1>", "<extra_id_2>"],
    },
    "roberta": {
        "add_prefix_space": False, "bos_token": "<s>", "cls_token": "<s>", "eos_token": "</s>", "errors": "replace", "mask_token": "<mask>",
        "model_max_length": 512, "pad_token": "<pad>", "sep_token": "</s>", "tokenizer_class": "RobertaTokenizer", "trim_offsets": True, "unk_token": "<unk>",
    },
    "modernbert": {
        "clean_up_tokenization_spaces": True, "cls_token": "[CLS]", "mask_token": "[MASK]", "model_input_names": ["input_ids", "attention_mask"],
        "model_max_length": 8192, "pad_token": "[PAD]", "sep_token": "[SEP]", "tokenizer_class": "PreTrainedTokenizerFast", "unk_token": "[UNK]",
    },
    "qwen": {
        "add_bos_token": False, "add_prefix_space": False, "bos_token": None, "clean_up_tokenization_spaces": False, "eos_token": "<|im_end|>",
        "errors": "replace", "model_max_length": 131072, "pad_token": "<|endoftext|>", "split_special_tokens": False, "tokenizer_class": "Qwen2Tokenizer", "unk_token": None,
    },
    "llama3": {
        "bos_token": "<|begin_of_text|>", "clean_up_tokenization_spaces": True, "eos_token": "<|end_of_text|>", "mask_token": "<|mask|>",
        "model_input_names": ["input_ids", "attention_mask"], "model_max_length": 8192, "pad_token": "<|pad|>", "tokenizer_class": "PreTrainedTokenizerFast",
    },
    "gemma": {
        "add_bos_token": True, "add_eos_token": True, "bos_token": "<bos>", "clean_up_tokenization_spaces": False, "eos_token": "<eos>", "mask_token": "<mask>",
        "model_max_length": 2048, "pad_token": "<pad>", "spaces_between_special_tokens": False, "tokenizer_class": "GemmaTokenizer", "unk_token": "<unk>",
    },
    "clip": {
        "add_prefix_space": False, "bos_token": "<|startoftext|>", "do_lower_case": True, "eos_token": "<|endoftext|>", "errors": "replace",
        "model_max_length": 77, "pad_token": "<|endoftext|>", "tokenizer_class": "CLIPTokenizer", "unk_token": "<|endoftext|>",
    },
    "static-bert": {
        "cls_token": "[CLS]", "do_lower_case": True, "mask_token": "[MASK]", "model_max_length": 1000000, "pad_token": "[PAD]", "sep_token": "[SEP]",
        "tokenizer_class": "BertTokenizer", "unk_token": "[UNK]",
    },
    "static-unigram": {
        "bos_token": "<s>", "cls_token": "<s>", "eos_token": "</s>", "mask_token": "<mask>", "model_max_length": 1000000, "pad_token": "<pad>",
        "sep_token": "</s>", "tokenizer_class": "PreTrainedTokenizerFast", "unk_token": "<unk>",
    },
}
CONFIGS["xlm-roberta-newer"] = {**CONFIGS["xlm-roberta"], "model_max_length": 8192}


@functools.cache
def tokenizer_of(kind: str) -> Tokenizer:
    """The tokenizer that was made before, or a new one."""
    kept = Path(__file__).parent.parent / "made" / "tokenizers" / f"{kind}.json"
    if not kept.exists():
        return KINDS[kind]()
    table = base64.b64encode(charsmap()).decode()
    return Tokenizer.from_str(kept.read_text(encoding="utf-8").replace(CHARSMAP, table))


def size_of(kind: str) -> int:
    return tokenizer_of(kind).get_vocab_size()
