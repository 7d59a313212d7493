"""What stands in `sync_withdrawn`: ids of what was made private again, and marks before some of them."""

FOR_GOOD = "kept/"
"""Before the id of what the server did not take when it was shared again: it is not asked once more. Of a row that
hangs on somebody also under whom: there it is not.
"""
AGAIN = "again/"
"""Before the id of a row that was withdrawn and is on its way to the shop once more, until that is answered: whatever
becomes of the old answers, what is not taken stays here.
"""
