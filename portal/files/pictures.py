"""Whether a file is a whole picture: its parts are walked and nothing is unpacked (pure; PNG and JPEG)."""

import struct

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
MOST_SIDE = 30_000
MOST_PARTS = 20_000
# Start of frame: every kind of JPEG but DHT (C4), JPG (C8) and DAC (CC).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN = 0xDA


def is_png(file) -> bool:
    """A PNG from its signature through sane sides to its end."""
    if file.read(len(PNG)) != PNG:
        return False
    for number in range(MOST_PARTS):
        head = file.read(8)
        if len(head) < 8:
            return False
        length, kind = struct.unpack(">I4s", head)
        if number == 0 and (kind != b"IHDR" or length != 13 or not _is_sane(*struct.unpack(">II", file.read(8)))):
            return False
        if kind == b"IEND":
            return True
        file.seek(length + 4 - (8 if number == 0 else 0), 1)
    return False


def is_jpeg(file) -> bool:
    """A JPEG from its first mark through a frame of sane sides to its last mark."""
    if file.read(len(JPEG)) != JPEG or not _ends(file):
        return False
    file.seek(2)
    framed = False
    for _ in range(MOST_PARTS):
        mark = file.read(2)
        if len(mark) < 2 or mark[0] != 0xFF:
            return False
        if mark[1] == 0xFF:
            file.seek(-1, 1)
            continue
        head = file.read(2)
        length = int.from_bytes(head, "big")
        if len(head) < 2 or length < 2:
            return False
        if mark[1] == _SCAN:
            return framed
        if mark[1] in _FRAMES:
            sides = file.read(5)
            if len(sides) < 5 or not _is_sane(*struct.unpack(">HH", sides[1:])):
                return False
            framed, length = True, length - 5
        file.seek(length - 2, 1)
    return False


def _ends(file) -> bool:
    """The end mark stands near the end; cameras put some bytes of their own behind it."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(0, size - 64 * 1024))
    return b"\xff\xd9" in file.read()


def _is_sane(width: int, height: int) -> bool:
    return 0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE
