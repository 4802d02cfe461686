"""Small tar and ZIP archives as Python's own modules write them, for the tests of the readers.

    python tools/golden/fixtures_archives.py

Every file holds `content(n)`, which the tests make again.
"""

import gzip
import io
import pathlib
import tarfile
import zipfile

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/datasets/test/fixtures/archives"
LONG = "folder/" + "a-name-of-many-letters-" * 9 + "ü.bin"
FILES = {"folder/a.bin": 700, "folder/empty": 0, "b.bin": 512, LONG: 3}


def content(n):
    return bytes((7 * i + n) % 251 for i in range(n))


def tar(format):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=format) as archive:
        folder = tarfile.TarInfo("folder")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        for name, size in FILES.items():
            if format == tarfile.USTAR_FORMAT and name == LONG:
                name = "p" * 120 + "/" + "q" * 80
            info = tarfile.TarInfo(name)
            info.size = size
            archive.addfile(info, io.BytesIO(content(size)))
    return buffer.getvalue()


def tar_of(type, name, linkname=""):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        info = tarfile.TarInfo(name)
        info.type = type
        info.linkname = linkname
        archive.addfile(info)
    return buffer.getvalue()


def add(archive, name, data, method, mode=0o100644):
    info = zipfile.ZipInfo(name)
    info.compress_type = method
    info.create_system = 3
    info.external_attr = mode << 16
    archive.writestr(info, data)


def zip_of(entries, comment=b"", mode=0o100644):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.comment = comment
        for name, data, method in entries:
            add(archive, name, data, method, mode)
    return buffer.getvalue()


def zip64():
    """Written to a stream that can't be sought in, each file announced as large: ZIP64 fields and data descriptors."""

    class Stream(io.BytesIO):
        def seekable(self):
            return False

        def seek(self, *_):
            raise io.UnsupportedOperation

        def tell(self):
            raise io.UnsupportedOperation

    buffer = Stream()
    limit = zipfile.ZIP64_LIMIT
    zipfile.ZIP64_LIMIT = 0
    try:
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, size in FILES.items():
                info = zipfile.ZipInfo(name)
                info.compress_type = zipfile.ZIP_DEFLATED
                with archive.open(info, "w", force_zip64=True) as entry:
                    entry.write(content(size))
    finally:
        zipfile.ZIP64_LIMIT = limit
    return buffer.getvalue()


def main():
    OUTPUT.mkdir(parents=True, exist_ok=True)
    formats = {"ustar": tarfile.USTAR_FORMAT, "gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}
    for name, format in formats.items():
        (OUTPUT / f"{name}.tar.gz").write_bytes(gzip.compress(tar(format), mtime=0))
    for name, data in {
        "symlink": tar_of(tarfile.SYMTYPE, "link", "/etc/passwd"),
        "hardlink": tar_of(tarfile.LNKTYPE, "link", "b.bin"),
        "device": tar_of(tarfile.CHRTYPE, "null"),
        "outside": tar_of(tarfile.REGTYPE, "../outside"),
        "absolute": tar_of(tarfile.REGTYPE, "/absolute"),
    }.items():
        (OUTPUT / f"{name}.tar.gz").write_bytes(gzip.compress(data, mtime=0))

    deflated, stored = zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED
    folder = [("folder/", b"", stored)]
    files = [(name, content(size), deflated if size > 600 else stored) for name, size in FILES.items()]
    for name, data in {
        "plain": zip_of(folder + files, b"a comment"),
        "zip64": zip64(),
        "outside": zip_of([("../outside", b"x", stored)]),
        "absolute": zip_of([("/absolute", b"x", stored)]),
        "twice": zip_of([("a", b"x", stored), ("a", b"y", stored)]),
        "symlink": zip_of([("a", b"/etc/passwd", stored)], mode=0o120777),
        "bzip2": zip_of([("a", content(700), zipfile.ZIP_BZIP2)]),
        "bomb": zip_of([("zeros", bytes(20_000_000), deflated)]),
    }.items():
        (OUTPUT / f"{name}.zip").write_bytes(data)


if __name__ == "__main__":
    main()
