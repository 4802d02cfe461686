"""Small files in the format of CIFAR-10N and CIFAR-100N, as PyTorch saves them, for the small archives of CIFAR.

    python tools/golden/fixtures_cifar_n.py

with `pip install torch==2.13.0`; after `fixtures_cifar.py`. What they hold goes to a JSON file.
"""

import json
import pathlib

import numpy as np
import torch

ROOT = pathlib.Path(__file__).parents[2] / "packages/datasets"
OUTPUT = ROOT / "test/fixtures/cifarN"
GOLDEN = ROOT / "src/humanLabels/cifarN.golden.json"
CIFAR = json.loads((ROOT / "src/cifar/cifar.golden.json").read_text())


def main():
    OUTPUT.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng(0)
    clean = np.array(CIFAR["cifar10"]["train"]["labels"])
    names = ["aggre_label", "worse_label", "random_label1", "random_label2", "random_label3"]
    human = {name: generator.integers(0, 10, len(clean)) for name in names}
    torch.save({"clean_label": clean, **human}, OUTPUT / "CIFAR-10_human.pt")

    # In the original the labels of super-classes are lists.
    fine, coarse = (np.array(CIFAR["cifar100"]["train"][name]) for name in ["fine", "coarse"])
    human100 = {
        "clean_label": fine,
        "noisy_label": generator.integers(0, 100, len(fine)),
        "clean_coarse_label": coarse.tolist(),
        "noisy_coarse_label": generator.integers(0, 20, len(fine)).tolist(),
    }
    torch.save(human100, OUTPUT / "CIFAR-100_human.pt")
    golden = {
        "cifar10": {name: labels.tolist() for name, labels in human.items()},
        "cifar100": {name: np.asarray(labels).tolist() for name, labels in human100.items()},
    }
    GOLDEN.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
