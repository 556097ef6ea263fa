"""sentence-transformers over torch, with its own batches of 32."""

from lines import serve


def open_variant(task):
    import sentence_transformers
    import torch
    from torch_layers import hello_of, keep_layers

    torch.set_num_threads(task["threads"])
    model = sentence_transformers.SentenceTransformer(task["model"], device="cpu").float()
    model.max_seq_length = task["cut"]
    was_cut = keep_layers(model[0].auto_model, task["layer"])

    def embed(texts):
        return model.encode(texts, batch_size=32, normalize_embeddings=True, show_progress_bar=False)

    versions = [f"sentence-transformers {sentence_transformers.__version__}", f"torch {torch.__version__}"]
    return hello_of(versions, was_cut), embed


serve(open_variant)
