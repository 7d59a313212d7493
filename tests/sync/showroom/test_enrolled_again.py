"""A laptop enrolled a third time, for the server came back from a backup that had never heard of the second."""

from pathlib import Path

import pytest

from crm_desktop.features.sync.rules import SyncStopped
from sync.server import backup
from sync.server.settings import Settings
from tests import make
from tests.sync.codes import code_for, serving
from tests.sync.loopback.office import Desk, name_of
from tests.sync.server.serving import restore


def test_what_it_sent_under_its_former_name_is_put_back(tmp_path: Path) -> None:
    with serving(tmp_path / "shop.db") as served:
        ann, meg = Desk(tmp_path / "ann"), Desk(tmp_path / "meg")
        meg.enrol(code_for(served, "meg"))
        ann.enrol(code_for(served, "ann"))
        people = [make.customer(ann.store, name="王芳")]
        ann.sync()
        backup.back_up(Settings(data=tmp_path), tmp_path / "yesterday.db")
        people.append(make.customer(ann.store, name="李雷"))
        ann.sync()
        ann.enrol(code_for(served, "ann"))
        people.append(make.customer(ann.store, name="韩梅"))
        ann.sync()

        restore(served, tmp_path / "yesterday.db")
        with pytest.raises(SyncStopped):
            ann.sync()
        ann.enrol(code_for(served, "ann"))

        assert [one.sync().quiet for one in (ann, meg)] == [True, True]
        assert [name_of(meg, one) for one in people] == ["王芳", "李雷", "韩梅"]
        ann.close()
        meg.close()
