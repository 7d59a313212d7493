"""What a manager asks the server about a laptop that is far away: a code over the phone, what it handed over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sync.client.errors import DeviceRevoked
from sync.core.lease import short_name, unlock_code
from sync.core.mutations import Mutation, Op, sealed
from sync.server import cli
from tests.sync.server.shell import Laptop, run, serving


def test_the_manager_reads_what_a_shut_out_laptop_handed_over(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(data):
        ann, other = (Laptop(run(capsys, "enrol", who, "--data", data)) for who in ("王芳", "李伟"))
        for laptop in (ann, other):
            run(capsys, "revoke", laptop.enrolled.device, "--stolen", "--data", data)
            with laptop.asking() as server, pytest.raises(DeviceRevoked) as told:
                laptop.hello(server)
            rest = sealed(Mutation(laptop.author.inc, 1, laptop.author.inc, "contact", "c1", Op.UPDATE, {"name": "新"}))
            with laptop.asking() as server:
                assert server.rescue(laptop.author, 1, [rest], told.value.seal) == 1

    lines = [json.loads(line) for line in run(capsys, "rescued", "--data", data).splitlines()]

    assert [(one["user"], one["table"], one["id"], one["values"]) for one in lines] == [
        ("王芳", "contact", "c1", {"name": "新"}), ("李伟", "contact", "c1", {"name": "新"}),
    ]  # fmt: skip
    assert len(run(capsys, "rescued", other.enrolled.device, "--data", data).splitlines()) == 1


def test_the_manager_reads_out_a_code_for_a_locked_laptop(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(data):
        ann = Laptop(run(capsys, "enrol", "王芳", "--data", data))
        Laptop(run(capsys, "enrol", "李伟", "--data", data))
    device = ann.enrolled.device
    short = short_name(device)

    printed = run(capsys, "unlock", short, "4821", "7735", "--data", data)

    code, user, name = printed.rstrip("\n").split("\t")
    assert code.replace(" ", "") == unlock_code(ann.enrolled.unlock, device, "48217735")
    assert (user, name) == ("王芳", "笔记本")
    assert run(capsys, "unlock", device, "48217735", "--data", data) == printed
    for wrong in (["unlock", "zzz", "48217735"], ["unlock", short, "4821"], ["unlock", "", "48217735"]):
        assert cli.main([*wrong, "--data", str(data)]) == 1
    run(capsys, "revoke", device, "--stolen", "--data", data)
    assert cli.main(["unlock", device, "48217735", "--data", str(data)]) == 1
    assert "shut out" in capsys.readouterr().err
