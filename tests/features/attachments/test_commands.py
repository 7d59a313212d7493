"""Files kept with people."""

import io
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from crm_desktop.base.errors import FileProblem, NotFound
from crm_desktop.features.attachments import commands, queries, rules
from crm_desktop.features.contacts import queries as contacts
from crm_desktop.features.settings import commands as settings
from tests import make

if TYPE_CHECKING:
    from crm_desktop.store.store import Store


def picture(size: tuple[int, int] = (640, 480), kind: str = "JPEG", mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, kind, **options)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A small file that claims to be a huge picture."""
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def test_a_photograph_is_kept_with_a_thumbnail(store: "Store") -> None:
    person, data = make.customer(store), picture((1600, 1200))

    file = store.write("Add", commands.add_file, person, "IMG 1.jpg", data=data)

    record = store.read(queries.attachments, person)[0]
    assert (record.id, record.name, record.mime, record.size, record.is_image) == (
        file,
        "IMG 1.jpg",
        "image/jpeg",
        len(data),
        True,
    )
    assert store.read(queries.content, file) == data
    small = store.read(queries.thumbnail, file)
    assert small is not None
    assert Image.open(io.BytesIO(small)).size == (320, 240)


def test_a_thumbnail_stands_upright(store: "Store") -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned by a quarter

    small = rules.thumbnail(picture((400, 200), exif=exif))

    assert small is not None
    assert Image.open(io.BytesIO(small)).size == (160, 320)


@pytest.mark.parametrize("mode", ["RGBA", "L", "P", "LA", "I;16", "CMYK", "1"])
def test_pictures_of_all_modes_get_a_thumbnail(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (50, 50)).save(out, "TIFF")

    assert rules.thumbnail(out.getvalue())


@pytest.mark.parametrize(
    ("name", "data", "mime"),
    [
        ("合同.pdf", b"%PDF-1.4 ...", "application/pdf"), ("x.unknown", b"\x00\x01", "application/octet-stream"),
        ("fake.jpg", b"not a picture", "application/octet-stream"), ("table.xlsx", b"PK\x03\x04", None),
        ("broken.jpg", b"\xff\xd8\xff" + b"\x00" * 50, "image/jpeg"),
    ],
)
def test_any_file_is_kept(store: "Store", name: str, data: bytes, mime: str | None) -> None:
    person = make.contact(store)

    file = store.write("Add", commands.add_file, person, name, data=data)

    record = store.read(queries.attachment, file)
    assert record.name == name
    assert mime is None or record.mime == mime
    assert store.read(queries.content, file) == data
    assert store.read(queries.thumbnail, file) is None


@pytest.mark.parametrize("data", [b"", bomb(60_000, 60_000)])
def test_an_empty_file_or_a_bomb_is_refused(store: "Store", data: bytes) -> None:
    person = make.contact(store)

    with pytest.raises(FileProblem):
        store.write("Add", commands.add_file, person, "x.png", data=data)

    assert store.read(queries.attachments, person) == []


def test_a_lying_picture_is_kept_without_a_thumbnail(store: "Store") -> None:
    assert rules.thumbnail(bomb(12_000, 10_000)) is None


def test_the_shops_limit_holds(store: "Store") -> None:
    person = make.contact(store)
    store.write("Limit", settings.override, "numbers", "attachment_mb", 1)

    with pytest.raises(FileProblem, match="2"):
        store.write("Add", commands.add_file, person, "film.mp4", data=b"x" * (2**20 + 1))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\photos\\wang.jpg", "wang.jpg"), ("/tmp/../wang.jpg", "wang.jpg"), ('a<b>:"c|?*.txt', "a_b___c___.txt"),
        ("..", "文件"), ("王" * 300 + ".jpg", "王" * 150 + ".jpg"), (".jpg", "jpg"),
    ],
)
def test_names_are_made_fit_for_every_system(given: str, kept: str) -> None:
    assert rules.clean_file_name(given) == kept


def test_the_photograph_of_a_person(store: "Store") -> None:
    person = make.contact(store)

    photo = store.write("Photo", commands.set_photo, person, "me.png", data=picture(kind="PNG", mode="RGBA"))

    assert store.read(contacts.card, person).photo == photo
    store.write("Remove", commands.remove_file, photo)
    assert store.read(contacts.card, person).photo == ""
    with pytest.raises(NotFound):
        store.read(queries.attachment, photo)
    store.undo()
    assert store.read(contacts.card, person).photo == photo


def test_a_text_is_no_photograph(store: "Store") -> None:
    file = store.write("Add", commands.add_file, make.contact(store), "a.txt", data=b"hello")

    with pytest.raises(FileProblem):
        store.write("Photo", commands.use_as_photo, file)


def test_files_of_a_private_contact_are_private(store: "Store") -> None:
    network, customer = make.contact(store), make.customer(store)

    for person in (network, customer):
        store.write("Add", commands.add_file, person, "a.txt", data=b"hello")

    assert store.read(queries.attachments, network)[0].private
    assert not store.read(queries.attachments, customer)[0].private
