"""Times torchvision's readers on the files of a folder: Fashion-MNIST's four IDX files and CIFAR-10's Python batches.

    python bench/peers/torchvision_readers.py FOLDER REPETITIONS

Where the folder has no CIFAR-10 batches, they are made up first, so that both sides read the same ones. Prints medians
in milliseconds as JSON. Each reader ends with float32 values in [0, 1], as a network sees them.
"""

import gzip
import json
import pathlib
import pickle
import statistics
import sys
import time

import numpy as np
import torch
import torchvision
from torchvision.datasets import CIFAR10, cifar
from torchvision.datasets.mnist import read_image_file, read_label_file

ROOT, REPETITIONS = pathlib.Path(sys.argv[1]), int(sys.argv[2])
CIFAR = ROOT / "cifar-10-batches-py"
IDX = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"]


def make_cifar():
    generator = np.random.default_rng(0)
    CIFAR.mkdir()
    for name in [*(f"data_batch_{i}" for i in range(1, 6)), "test_batch"]:
        batch = {
            "batch_label": name,
            "labels": generator.integers(10, size=10_000).tolist(),
            "data": generator.integers(256, size=(10_000, 3072), dtype=np.uint8),
            "filenames": [f"{i}.png" for i in range(10_000)],
        }
        # The published ones are Python 2's, whose strings are bytes as they stand: so are protocol 4's.
        (CIFAR / name).write_bytes(pickle.dumps(batch, protocol=4))
    meta = {"num_cases_per_batch": 10_000, "label_names": [str(i) for i in range(10)], "num_vis": 3072}
    (CIFAR / "batches.meta").write_bytes(pickle.dumps(meta, protocol=4))


def from_gzip():
    """torchvision unpacks once, on downloading, and reads the unpacked file."""
    for name in IDX:
        (ROOT / name).write_bytes(gzip.decompress((ROOT / f"{name}.gz").read_bytes()))
    return from_unpacked()


def from_unpacked():
    return read_image_file(str(ROOT / IDX[0])).float() / 255, read_label_file(str(ROOT / IDX[1]))


def from_batches():
    """The 50,000 training images, [n, height, width, 3] as torchvision keeps them."""
    data = CIFAR10(str(ROOT), train=True)
    return torch.from_numpy(data.data).float() / 255


def median(run):
    run()
    times = []
    for _ in range(REPETITIONS):
        begun = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times)


# The batches are made up: torchvision would refuse them by their hashes.
cifar.check_integrity = lambda *_: True
if not CIFAR.exists():
    make_cifar()
print(json.dumps({
    "version": torchvision.__version__,
    "idxFromGzip": median(from_gzip),
    "idxUnpacked": median(from_unpacked),
    "cifarBatches": median(from_batches),
}))
