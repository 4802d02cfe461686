"""Tiny-ImageNet and Flowers-102 in small: their publishers' layouts, by Pillow, zipfile, tarfile and scipy.

Every image is of one grey, which says which it is.

Run from the root of the repository, with `pip install pillow==13.0.0 scipy==1.17.1 numpy==2.4.6`:

    python tools/golden/fixtures_image_sets.py
"""

import io
import pathlib
import tarfile
import zipfile

import numpy as np
import scipy.io
from PIL import Image

FIXTURES = pathlib.Path(__file__).parents[2] / "packages/datasets/test/fixtures"
DATE = (2020, 1, 1, 0, 0, 0)


def jpeg(grey, width=16, height=16, mode="RGB"):
    file = io.BytesIO()
    Image.new("L", (width, height), grey).convert(mode).save(file, "JPEG")
    return file.getvalue()


def tiny_imagenet(folder):
    """Three classes, listed in another order than that of their names, the first with grey JPEGs; 16 pixels a side."""
    wnids = ["n03000003", "n01000001", "n02000002"]
    with zipfile.ZipFile(folder / "tiny-imagenet-200.zip", "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name, data):
            archive.writestr(zipfile.ZipInfo(f"tiny-imagenet-200/{name}", DATE), data)

        put("", "")
        put("words.txt", "n01000001\tgoldfish, Carassius auratus\nn09999999\tother\nn02000002\tpole\n")
        put("wnids.txt", "".join(f"{wnid}\n" for wnid in wnids))
        put("train/", "")
        for number, wnid in enumerate(wnids):
            boxes = "".join(f"{wnid}_{index}.JPEG\t0\t10\t63\t58\n" for index in range(12))
            put(f"train/{wnid}/{wnid}_boxes.txt", boxes)
            for index in [11, 2, 0]:
                data = jpeg(60 * number + 4 * index, mode="L" if number == 0 else "RGB")
                put(f"train/{wnid}/images/{wnid}_{index}.JPEG", data)
        for index, number in enumerate([2, 0, 1, 1]):
            put(f"val/images/val_{index}.JPEG", jpeg(200 + index))
        put(
            "val/val_annotations.txt",
            "".join(f"val_{i}.JPEG\t{wnids[n]}\t0\t32\t44\t62\n" for i, n in enumerate([2, 0, 1, 1])),
        )
        put("test/images/test_0.JPEG", jpeg(255))


def flowers(folder):
    """Eight images of mixed sizes of three classes: 1 and 2 to train on, 3 to validate, the others to test by."""
    with tarfile.open(folder / "102flowers.tgz", "w:gz") as archive:
        for name in ["jpg", *(f"jpg/image_{index:05d}.jpg" for index in [3, 1, 2, 4, 5, 6, 7, 8])]:
            info = tarfile.TarInfo(name)
            info.mtime = 1234567890
            if name == "jpg":
                info.type = tarfile.DIRTYPE
                archive.addfile(info)
                continue
            index = int(name[-9:-4])
            data = jpeg(20 * index, 50 + 3 * index, 90 - 5 * index)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    labels = np.array([77, 1, 1, 102, 77, 1, 102, 102], np.uint8)
    scipy.io.savemat(folder / "imagelabels.mat", {"labels": labels[None]}, do_compression=True)
    sets = {"trnid": [2, 1], "valid": [3], "tstid": [8, 4, 5, 6, 7]}
    scipy.io.savemat(
        folder / "setid.mat",
        {name: np.array([ids], np.uint16) for name, ids in sets.items()},
        do_compression=True,
    )


for name, make in {"tinyImageNet": tiny_imagenet, "flowers": flowers}.items():
    (FIXTURES / name).mkdir(parents=True, exist_ok=True)
    make(FIXTURES / name)
