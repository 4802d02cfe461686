"""Small images of every kind that Planish reads, with the pixels that Pillow makes of them, and images resized by it.

Kinds of PNG that Pillow reads but does not write (interlaced, 16 bits a channel, grey of 2 and 4 bits) are written here.

Run from the root of the repository, with `pip install pillow==13.0.0 numpy==2.4.6`:

    python tools/golden/pillow_images.py
"""

import base64
import io
import json
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/datasets/src/images/pillow.golden.json"
draws = np.random.RandomState(0)
HEIGHT, WIDTH = 21, 27


def text(data):
    return base64.b64encode(bytes(data)).decode()


def scene(height, width, channels=3):
    """Smooth colours, an edge and some noise: what lossy compression keeps, and what it does not."""
    y, x = np.mgrid[0:height, 0:width]
    planes = [
        127 + 110 * np.sin(x / (5 + 2 * c) + c) * np.cos(y / (7 - c)) - 60 * (x + y > width) * (c == 1)
        for c in range(channels)
    ]
    noise = draws.randint(-6, 7, size=(height, width, channels))
    return np.clip(np.stack(planes, -1) + noise, 0, 255).astype(np.uint8)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed(samples, depth):
    """Rows of samples [h, w × channels] as bytes."""
    if depth == 16:
        return [row.astype(">u2").tobytes() for row in samples]
    if depth == 8:
        return [row.astype(np.uint8).tobytes() for row in samples]
    bits = (samples[:, :, None] >> np.arange(depth - 1, -1, -1)) & 1
    return [np.packbits(row.reshape(-1)).tobytes() for row in bits]


ADAM7 = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]


def png(samples, depth, colour, interlaced=False, palette=None):
    """A PNG file of samples [h, w, channels], filtered by nothing."""
    height, width, channels = samples.shape
    passes = [samples[y::dy, x::dx] for y, x, dy, dx in ADAM7] if interlaced else [samples]
    rows = b"".join(
        b"\0" + row
        for part in passes
        if part.size
        for row in packed(part.reshape(part.shape[0], -1), depth)
    )
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    # Two IDAT chunks: the stream may be cut anywhere.
    data = zlib.compress(rows)
    parts = [chunk(b"IHDR", header)]
    if palette is not None:
        parts.append(chunk(b"PLTE", bytes(palette.reshape(-1))))
    parts += [chunk(b"tEXt", b"Comment\0for the tests"), chunk(b"IDAT", data[:7]), chunk(b"IDAT", data[7:])]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IEND", b"")


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


rgb = Image.fromarray(scene(HEIGHT, WIDTH))
grey = rgb.convert("L")
rgba = Image.fromarray(np.concatenate([np.asarray(rgb), scene(HEIGHT, WIDTH, 1)], -1))
indexed = rgb.quantize(200)
fine = draws.randint(0, 65536, size=(9, 11, 4))
palette = draws.randint(0, 256, size=(16, 3)).astype(np.uint8)
files = {
    "rgb.png": saved(rgb, "PNG"),
    "rgba.png": saved(rgba, "PNG"),
    "grey.png": saved(grey, "PNG"),
    "grey-alpha.png": saved(rgba.convert("LA"), "PNG"),
    "black-and-white.png": saved(rgb.convert("1"), "PNG"),
    "palette.png": saved(indexed, "PNG"),
    "palette-transparent.png": saved(indexed, "PNG", transparency=3),
    "palette-4.png": saved(rgb.quantize(11), "PNG", bits=4),
    "palette-2.png": saved(rgb.quantize(4), "PNG", bits=2),
    "palette-1.png": saved(rgb.quantize(2), "PNG", bits=1),
    "grey-2.png": png(draws.randint(0, 4, size=(9, 11, 1)), 2, 0),
    "grey-4.png": png(draws.randint(0, 16, size=(9, 11, 1)), 4, 0),
    "rgb-16.png": png(fine[..., :3], 16, 2),
    "rgba-16.png": png(fine, 16, 6),
    "interlaced.png": png(np.asarray(rgb), 8, 2, True),
    "interlaced-grey-1.png": png(draws.randint(0, 2, size=(13, 10, 1)), 1, 0, True),
    "interlaced-palette-4.png": png(draws.randint(0, 16, size=(3, 5, 1)), 4, 3, True, palette),
    "interlaced-rgb-16.png": png(fine[..., :3], 16, 2, True),
    "interlaced-one-pixel.png": png(draws.randint(0, 256, size=(1, 1, 3)), 8, 2, True),
    "444.jpg": saved(rgb, "JPEG", quality=90, subsampling=0),
    "422.jpg": saved(rgb, "JPEG", quality=90, subsampling=1),
    "420.jpg": saved(rgb, "JPEG", quality=90, subsampling=2),
    "low-quality.jpg": saved(rgb, "JPEG", quality=20, subsampling=0),
    "progressive.jpg": saved(rgb, "JPEG", quality=90, subsampling=0, progressive=True),
    "progressive-420.jpg": saved(rgb, "JPEG", quality=90, progressive=True),
    "optimised.jpg": saved(rgb, "JPEG", quality=75, subsampling=0, optimize=True),
    "restarts.jpg": saved(rgb, "JPEG", quality=90, subsampling=0, restart_marker_blocks=2),
    "grey.jpg": saved(grey, "JPEG", quality=90),
    "stored-as-rgb.jpg": saved(rgb, "JPEG", quality=90, keep_rgb=True),
    "cmyk.jpg": saved(rgb.convert("CMYK"), "JPEG", quality=95),
    "one-pixel.jpg": saved(rgb.crop((0, 0, 1, 1)), "JPEG"),
}


def pixels(file):
    image = Image.open(io.BytesIO(file))
    if image.mode.startswith("I"):  # Pillow clips 16-bit grey where it takes the high byte of colours
        return np.repeat((np.asarray(image)[..., None] >> 8).astype(np.uint8), 3, -1)
    return np.asarray(image.convert("RGB"))


files["grey-16.png"] = png(fine[..., :1], 16, 0)
images = {
    name: {"file": text(file), "shape": pixels(file).shape, "pixels": text(pixels(file).tobytes())}
    for name, file in files.items()
}

source = scene(23, 31)
resized = [
    {
        "size": [height, width],
        "pixels": text(
            np.asarray(Image.fromarray(source).resize((width, height), Image.Resampling.BILINEAR)).tobytes()
        ),
    }
    for height, width in [(8, 8), (23, 31), (46, 62), (23, 7), (5, 31), (1, 1), (40, 13)]
]


def fitted(height, width, size):
    """torchvision's Resize(size), antialiased, and CenterCrop(size), on Pillow's images."""
    image = Image.fromarray(scene(height, width))
    short, long = min(height, width), max(height, width)
    new_short, new_long = size, int(size * long / short)
    new_width, new_height = (new_short, new_long) if width <= height else (new_long, new_short)
    scaled = image.resize((new_width, new_height), Image.Resampling.BILINEAR)
    top, left = int(round((new_height - size) / 2.0)), int(round((new_width - size) / 2.0))
    cropped = scaled.crop((left, top, left + size, top + size))
    return {
        "from": {"shape": [height, width], "pixels": text(np.asarray(image).tobytes())},
        "size": size,
        "pixels": text(np.asarray(cropped).tobytes()),
    }


OUTPUT.write_text(
    json.dumps(
        {
            "images": images,
            "source": {"shape": [23, 31], "pixels": text(source.tobytes())},
            "resized": resized,
            "fitted": [fitted(20, 33, 12), fitted(33, 20, 11), fitted(9, 14, 16), fitted(10, 15, 10)],
        }
    )
    + "\n"
)
