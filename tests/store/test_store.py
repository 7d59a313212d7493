"""Reading, writing and announcing."""

import subprocess
import sys
import threading

import pytest
from sqlalchemy import select, update

from crm_desktop.base.errors import NotFound, ProfileLocked, Refused, UserError, WrongPassphrase
from crm_desktop.store import capture, long_step
from crm_desktop.store.plain import Plain, plain
from crm_desktop.store.store import Store
from crm_desktop.store.tables import Contact, ContactWay


def add(session, name, phone=None):
    contact = Contact(name=name)
    session.add(contact)
    session.flush()
    if phone:
        session.add(ContactWay(root=contact.id, kind="phone", value=phone))
    return contact.id


def names(session):
    return list(session.scalars(select(Contact.name).where(Contact.deleted.is_(None)).order_by(Contact.name)))


def rename(session, contact, name):
    session.get(Contact, contact).name = name


def fails(session):
    add(session, "never")
    raise Refused("no")


def add_and_fail(step):
    with step.part() as part:
        part.write(add, "with it")
        part.write(fails)


def test_a_written_person_is_read_back_after_reopening(tmp_path):
    store = Store.create(tmp_path / "p", passphrase="long enough words", derivers=())
    store.write("Add", add, "王芳")
    store.close()

    again = Store.open(tmp_path / "p", passphrase="long enough words", derivers=())

    assert again.read(names) == ["王芳"]
    again.close()


def test_a_profile_whose_data_file_is_gone_keeps_its_key(tmp_path):
    store = Store.create(tmp_path / "p", passphrase=None, derivers=())
    store.write("Add", add, "王芳")
    store.back_up()
    store.close()
    (tmp_path / "p" / "data.db").rename(tmp_path / "away.db")

    with pytest.raises(Refused, match=r"data\.db"):
        Store.create(tmp_path / "p", passphrase=None, derivers=())

    (tmp_path / "away.db").rename(tmp_path / "p" / "data.db")
    again = Store.open(tmp_path / "p", passphrase=None, derivers=())
    assert again.read(names) == ["王芳"]
    again.close()


def test_a_command_that_raises_leaves_nothing(bare):
    with pytest.raises(Refused):
        bare.write("Add", fails)

    assert bare.read(names) == []
    assert bare.undo() is None


def test_one_write_is_announced_once_with_its_tables_and_people(bare):
    heard = []
    bare.on_change(heard.append)

    contact = bare.write("Add", add, "王芳", "13800138000")

    assert [(c.label, c.tables) for c in heard] == [("Add", {"contact", "contact_way"})]
    assert bare.read(lambda s: s.execute(select(Contact.root)).scalar()) == contact


def test_a_read_cannot_write(bare):
    contact = bare.write("Add", add, "王芳")

    def sly(session):
        session.execute(update(Contact).where(Contact.id == contact).values(name="x"))

    with pytest.raises(UserError, match="无法写入"):
        bare.read(sly)
    assert bare.read(names) == ["王芳"]


def test_the_file_holds_no_readable_name(tmp_path):
    store = Store.create(tmp_path / "p", passphrase=None, derivers=())
    store.write("Add", add, "Wanderer Fernweh", "13800138000")
    blob = store.blobs.put(b"a readable attachment")
    store.close()

    content = b"".join(f.read_bytes() for f in (tmp_path / "p").iterdir() if f.is_file())

    assert b"Wanderer" not in content
    assert b"13800138000" not in content
    assert b"readable attachment" not in content
    assert b"SQLite format" not in content
    assert blob.encode() not in content


def test_a_wrong_passphrase_is_told_and_changes_nothing(tmp_path):
    Store.create(tmp_path / "p", passphrase="the right words", derivers=()).close()
    before = {f.name: f.read_bytes() for f in (tmp_path / "p").iterdir() if f.is_file()}

    for wrong in ("the wrong words", "", None):
        with pytest.raises(WrongPassphrase):
            Store.open(tmp_path / "p", passphrase=wrong, derivers=())

    assert {f.name: f.read_bytes() for f in (tmp_path / "p").iterdir() if f.is_file()} == before


def test_a_changed_passphrase_opens_and_the_old_one_does_not(tmp_path):
    store = Store.create(tmp_path / "p", passphrase="old words here", derivers=())
    store.write("Add", add, "王芳")
    store.change_passphrase("new words here")
    store.close()

    with pytest.raises(WrongPassphrase):
        Store.open(tmp_path / "p", passphrase="old words here", derivers=())
    again = Store.open(tmp_path / "p", passphrase="new words here", derivers=())
    assert again.read(names) == ["王芳"]
    again.close()


def test_the_second_copy_of_the_keys_opens_the_profile(tmp_path):
    Store.create(tmp_path / "p", passphrase=None, derivers=()).close()
    (tmp_path / "p" / "keys.json").write_text("{")

    Store.open(tmp_path / "p", passphrase=None, derivers=()).close()


def test_a_second_writer_is_refused_and_a_reader_may_look(tmp_path, bare):
    bare.write("Add", add, "王芳")

    with pytest.raises(ProfileLocked):
        Store.open(bare.profile, passphrase=None, derivers=())
    reader = Store.open(bare.profile, passphrase=None, derivers=(), read_only=True)

    assert reader.read(names) == ["王芳"]
    with pytest.raises(ProfileLocked):
        reader.write("Add", add, "x")
    reader.close()


def test_opening_a_folder_without_a_profile_says_so(tmp_path):
    with pytest.raises(NotFound):
        Store.open(tmp_path, passphrase=None, derivers=())
    assert list(tmp_path.iterdir()) == []


def test_creating_over_a_profile_is_refused(bare):
    with pytest.raises(Refused):
        Store.create(bare.profile, passphrase=None, derivers=())


def test_a_long_step_is_one_undo(bare):
    with bare.long_step("Import") as step:
        step.write(add, "a")
        bare.write("Add", add, "between")
        step.write(add, "b")

    assert bare.undo().label == "Add"
    assert bare.undo().label == "Import"
    assert bare.read(names) == []


def test_a_long_step_keeps_several_commands_in_one_transaction(bare):
    heard = []
    bare.on_change(heard.append)

    with bare.long_step("Import") as step:
        with step.part() as part:
            part.write(add, "a")
            part.write(add, "b")
            assert part.may_go_on
            assert (bare.read(names), heard) == ([], [])
        assert bare.read(names) == ["a", "b"]

    assert [change.step for change in heard] == [step.id, step.id]
    assert bare.undo().label == "Import"


def test_a_long_step_keeps_nothing_of_a_transaction_that_failed_but_what_was_before(bare):
    with bare.long_step("Import") as step:
        step.write(add, "before")
        with pytest.raises(Refused):
            add_and_fail(step)

    assert bare.read(names) == ["before"]
    assert bare.undo().label == "Import"


def test_a_save_that_waits_comes_between_the_parts_of_a_long_step(bare, monkeypatch):
    monkeypatch.setattr(long_step, "LONGEST", 600.0)  # its thread may be slow to come
    with bare.long_step("Import") as step:
        with step.part() as part:
            part.write(add, "a")
            save = threading.Thread(target=bare.write, args=("Add", add, "saved"))
            save.start()
            while part.may_go_on:
                pass
        with step.part() as part:
            seen = part.write(names)
        save.join()

    assert seen == ["a", "saved"]


def test_blobs_are_kept_by_content(bare):
    name = bare.blobs.put(b"photo")

    assert bare.blobs.put(b"photo") == name
    assert bare.blobs.get(name) == b"photo"
    assert bare.blobs.get("0" * 64) is None


def reopened(store):
    store.close()
    return Store.open(store.profile, passphrase=None, derivers=())


def test_a_look_in_plain_sql_needs_neither_sqlalchemy_nor_the_writing_connection(bare):
    bare.write("Add", add, "王芳")
    code = (
        "import sys; from pathlib import Path; from crm_desktop.store.store import Store;"
        "store = Store.open(Path(sys.argv[1]), passphrase=None, derivers=());"
        "print(store.look(lambda plain: plain.value('SELECT name FROM contact')), 'sqlalchemy' in sys.modules)"
    )
    bare.close()

    command = [sys.executable, "-X", "utf8", "-c", code, str(bare.profile)]
    said = subprocess.run(command, capture_output=True, check=True)

    assert said.stdout.decode().split() == ["王芳", "False"]


def test_a_look_and_a_session_see_the_same(bare):
    bare.write("Add", add, "王芳")
    again = reopened(bare)

    def both(session):
        add(session, "李雷")
        return plain(session).count("SELECT count(*) FROM contact"), len(names(session))

    assert again.look(Plain.count, "SELECT count(*) FROM contact") == 1
    assert again.write("Add", both) == (2, 2)
    assert again.look(Plain.count, "SELECT count(*) FROM contact") == 2
    again.close()


def test_triggers_that_are_gone_are_made_anew_before_the_first_write_and_pages_hear_of_it(bare):
    bare.write("Add", add, "王芳")

    def harm(session):
        session.connection().exec_driver_sql("DROP TRIGGER journal_contact_u")

    bare.write("Harm", harm)
    again, heard = reopened(bare), []
    again.on_change(heard.append)

    again.get_ready()

    assert [change.step for change in heard] == [0]
    assert "contact" in heard[0].tables
    assert again.check() == []
    again.close()


def test_who_may_only_read_looks_as_well(bare):
    bare.write("Add", add, "王芳")
    reader = Store.open(bare.profile, passphrase=None, derivers=(), read_only=True)

    reader.get_ready()

    assert reader.look(Plain.count, "SELECT count(*) FROM contact") == 1
    assert reader.read(names) == ["王芳"]
    with pytest.raises(ProfileLocked):
        reader.write("Add", add, "李雷")
    reader.close()


def test_a_reader_does_not_call_triggers_of_an_earlier_version_wrong(tmp_path, monkeypatch):
    with monkeypatch.context() as earlier:
        earlier.setattr(capture, "NOW", "FROM journal_now AS j")
        Store.create(tmp_path / "p", passphrase=None, derivers=()).close()

    reader = Store.open(tmp_path / "p", passphrase=None, derivers=(), read_only=True)

    assert reader.read(lambda session: capture.found(session.connection())) != capture.expected()
    assert reader.check() == []
    reader.close()


def test_a_reader_sees_that_a_trigger_is_gone(bare):
    bare.write("Harm", lambda session: session.connection().exec_driver_sql("DROP TRIGGER journal_contact_u"))
    reader = Store.open(bare.profile, passphrase=None, derivers=(), read_only=True)

    assert len(reader.check()) == 1
    reader.close()


def test_a_file_that_says_nothing_of_its_triggers_is_sound_with_all_of_them(bare):
    forget = f"DELETE FROM local_value WHERE key = '{capture.LEFT}'"
    bare.write("Forget", lambda session: session.connection().exec_driver_sql(forget))
    reader = Store.open(bare.profile, passphrase=None, derivers=(), read_only=True)
    assert reader.check() == []

    bare.write("Harm", lambda session: session.connection().exec_driver_sql("DROP TRIGGER journal_contact_u"))

    assert len(reader.check()) == 1
    reader.close()


def test_damage_is_told_in_one_sentence_with_what_to_do(bare):
    def harm(session):
        key = "'CREATE INDEX ix_contact_way_root ON contact_way (created)'"
        for step in ("PRAGMA writable_schema = ON",
                     f"UPDATE sqlite_schema SET sql = {key} WHERE name = 'ix_contact_way_root'",
                     "PRAGMA writable_schema = OFF"):  # fmt: skip
            session.connection().exec_driver_sql(step)

    for number in range(5):
        bare.write("Add", add, "王芳", f"1380013800{number}")
    bare.write("Harm", harm)
    reader = Store.open(bare.profile, passphrase=None, derivers=(), read_only=True)

    (told,) = reader.check()

    assert "salvage" in told
    assert "index" not in told
    reader.close()
