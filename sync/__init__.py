"""The sync protocol between a laptop and the dealership's server. It knows nothing of the desktop.

A laptop works offline for weeks; at day end it pushes its edits and pulls everybody else's. One server per
shop decides every merge, exactly once; no client ever merges, so two versions cannot disagree about one.

1. Triggers in the laptop's file note every edit, field by field, in one journal and in the same transaction.
   The first edit of a clean field remembers its base: the `row_seq` the user had on screen.
2. To push, the laptop freezes its pending edits into mutations, numbered 1, 2, 3 … within this copy of the
   file, each with a random id and the hash of its bytes. A frozen mutation never changes; it is only resent.
3. The server takes the shop's lock, numbers the batch and merges each field. Not changed since the base: the
   edit is taken. Changed to the same value: nothing to do. Changed to another value: the first arrival stays
   and the second waits in the inbox with both. A repeated id changes nothing and gets its old answer.
4. To pull, the laptop asks for the rows after its cursor. A clean field takes the server's value; beside a
   pending edit the value is kept in the journal, and the edit still goes to be judged by the server.
5. Push comes before pull, and both repeat until quiet; a digest finds what neither side noticed.
6. A deletion is a tombstone whose base covers the whole person, so it cannot swallow a concurrent edit.
7. Private contacts are never frozen: they do not leave the laptop before they are promoted.
"""
