"""fastembed on the exit's own ONNX files, in batches of 32."""

from lines import serve


def open_variant(task):
    import fastembed
    import numpy
    import onnxruntime
    from fastembed.common.model_description import ModelSource, PoolingType

    fitted = task["fitted"]
    poolings = {"mean": PoolingType.MEAN, "cls": PoolingType.CLS, "in_graph": PoolingType.DISABLED}
    if not isinstance(fitted["pooling"], str) or fitted["pooling"] not in poolings:
        raise ValueError(f"it does not pool by {fitted['pooling']}")
    name = "nestvec/bench"
    fastembed.TextEmbedding.add_custom_model(
        model=name,
        pooling=poolings[fitted["pooling"]],
        normalization=True,
        sources=ModelSource(hf=name),
        dim=fitted["width"],
        model_file=fitted["graph"],
    )
    model = fastembed.TextEmbedding(
        name, threads=task["threads"], specific_model_path=fitted["model"], providers=["CPUExecutionProvider"]
    )

    def embed(texts):
        return numpy.stack(list(model.embed(texts, batch_size=32)))

    return {"versions": [f"fastembed {fastembed.__version__}", f"onnxruntime {onnxruntime.__version__}"]}, embed


serve(open_variant)
