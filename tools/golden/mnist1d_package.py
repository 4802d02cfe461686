"""Golden examples of MNIST-1D from its own generator, `mnist1d.data.make_dataset`.

Run from the root of the repository, with `pip install mnist1d==0.0.2.post1 numpy==2.4.6 scipy==1.17.1`:

    python tools/golden/mnist1d_package.py

With a path it writes the whole default set there too, as float64 and int32 behind each other, for a comparison by hand.
"""

import hashlib
import json
import pathlib
import sys

import numpy as np
from mnist1d.data import get_dataset_args, make_dataset
from mnist1d.utils import ObjectView

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/datasets/src/mnist1d/mnist1d.golden.json"


def digest(labels):
    return "sha256:" + hashlib.sha256(labels.astype("<i4").tobytes()).hexdigest()


def golden(every, **changes):
    data = make_dataset(ObjectView({**get_dataset_args(as_dict=True), **changes}))
    return {
        "every": every,
        "sizes": [len(data["y"]), len(data["y_test"])],
        "trainLabels": digest(data["y"]),
        "testLabels": digest(data["y_test"]),
        "train": np.round(data["x"][::every], 9).tolist(),
        "test": np.round(data["x_test"][::every], 9).tolist(),
        # Sums over the examples, one for each position: nothing between the chosen ones goes unseen.
        "trainSums": np.round(data["x"].sum(0), 6).tolist(),
        "testSums": np.round(data["x_test"].sum(0), 6).tolist(),
        "trainSquares": np.round((data["x"] ** 2).sum(0), 6).tolist(),
    }, data


default, whole = golden(200)
other, _ = golden(
    40,
    num_samples=205,
    train_split=0.7,
    padding=[10, 30],
    scale_coeff=0.8,
    max_translation=20,
    corr_noise_scale=0.1,
    iid_noise_scale=0.05,
    shear_scale=0.3,
    shuffle_seq=True,
    final_seq_length=24,
    seed=7,
)
draws = np.random.RandomState(123)
state = {
    "uniform": draws.rand(3).tolist(),
    "below48": [int(draws.choice(48)) for _ in range(20)],
    "normal": draws.randn(5).tolist(),
    "permutation": draws.permutation(30).tolist(),
    # 2**32 - 1 is the largest seed; far into the stream the state has been refilled several times.
    "late": np.random.RandomState(2**32 - 1).rand(2000)[-3:].tolist(),
}
OUTPUT.write_text(json.dumps({"default": default, "other": other, "draws": state}) + "\n")
if len(sys.argv) > 1:
    with open(sys.argv[1], "wb") as file:
        for part in ["x", "x_test"]:
            file.write(whole[part].astype("<f8").tobytes())
        for part in ["y", "y_test"]:
            file.write(whole[part].astype("<i4").tobytes())
