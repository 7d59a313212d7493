"""close-day from the command line."""


def test_closing_the_day_tells_it_in_one_document(crm):
    told = crm("close-day", "--note", "明天带资料")

    assert told.code == 0
    document = told.document
    assert {"date", "closed_at", "figures", "changes", "unlogged", "still_due", "tomorrow"} <= set(document)
    assert document["note"] == "明天带资料"
    assert document["closed_at"]
    assert document["figures"]["touches"] == sum(line["kind"] == "touch" for line in document["changes"])


def test_a_dry_run_closes_nothing(crm):
    assert crm("close-day", "--dry-run").document["closed_at"] is None
    assert crm("close-day", "--dry-run").document["closed_at"] is None


def test_a_day_to_come_is_refused(crm):
    told = crm("close-day", "--date", "2099-01-01")

    assert told.code == 1
    assert "error" in told.document
