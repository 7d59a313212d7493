"""The network by command line."""


def test_the_network_is_told_whole(crm):
    told = crm("network")

    assert told.code == 0
    found = told.document
    assert [ring["ring"] for ring in found["rings"]] == [1, 2, 3, 4, 0]
    assert [step["code"] for step in found["steps"]] == ["inventory", "build", "extend", "chances"]
    assert sum(step["done"] for step in found["steps"]) > 0
    assert all(step["target"] > 0 for step in found["steps"])
    assert {row["code"] for row in found["yields"]["openers"]} == {"news", "help", "benefit"}
    assert {group["kind"] for group in found["groups"]} >= {"household", "club"}
    assert found["people"] == 60


def test_another_week_is_told(crm):
    found = crm("network", "--date", "2020-01-05").document

    assert (found["week"], [step["done"] for step in found["steps"]]) == ("2019-12-30", [0, 0, 0, 0])


def test_people_read_it_too(run, folder):
    told = run("network", "--profile", folder, "--lang", "en")

    assert "Take stock: " in told.out
    assert "Owners' club" in told.out or "车友会" in told.out
