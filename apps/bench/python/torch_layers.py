"""What both variants over torch do to a model."""

import torch


def keep_layers(model, layer):
    """Leaves only the first layers of a transformer. Returns whether any was cut off."""
    depth = model.config.num_hidden_layers
    if layer >= depth:
        return False
    for module in model.modules():
        for name, child in module.named_children():
            if isinstance(child, torch.nn.ModuleList) and len(child) == depth:
                setattr(module, name, child[:layer])
                return True
    raise ValueError(f"no list of {depth} layers in {type(model).__name__}")


def hello_of(versions, was_cut):
    """The first line of a variant over torch."""
    hello = {"versions": versions}
    if was_cut:
        hello["note"] = "It stops after the exit's layer and lacks what the exit's graph has behind it, so that its vectors are others."
        hello["otherVectors"] = True
    return hello
