"""transformers over torch, as most write it: batches of 32 in the order of arrival, padded to the longest, masked mean."""

from lines import serve


def open_variant(task):
    import torch
    import transformers
    from torch_layers import hello_of, keep_layers

    torch.set_num_threads(task["threads"])
    tokenizer = transformers.AutoTokenizer.from_pretrained(task["model"])
    model = transformers.AutoModel.from_pretrained(task["model"], dtype=torch.float32).eval()
    was_cut = keep_layers(model, task["layer"])

    def embed(texts):
        vectors = []
        with torch.inference_mode():
            for start in range(0, len(texts), 32):
                batch = tokenizer(
                    texts[start : start + 32], padding=True, truncation=True, max_length=task["cut"], return_tensors="pt"
                )
                hidden = model(**batch).last_hidden_state
                mask = batch["attention_mask"].unsqueeze(-1).float()
                mean = (hidden * mask).sum(1) / mask.sum(1)
                vectors.append(torch.nn.functional.normalize(mean, dim=1))
        return torch.cat(vectors).numpy()

    return hello_of([f"transformers {transformers.__version__}", f"torch {torch.__version__}"], was_cut), embed


serve(open_variant)
