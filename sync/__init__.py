"""The sync protocol between a laptop and the dealership's server. It knows nothing of the desktop.

A laptop works offline for weeks; at day end it pushes its edits and pulls everybody else's. One server per shop
decides every merge, exactly once; no client ever merges, so two versions of the program cannot disagree about one.

1. Triggers in the laptop's file note every edit field by field in one journal, in the same transaction. The first
   edit of a field since it was last clean remembers its base: the `row_seq` the user had on screen.
2. To push, the laptop freezes its pending edits into mutations, numbered 1, 2, 3 … within this copy of the file, each
   with a random id and the hash of its bytes. A frozen mutation is never changed, only sent again.
3. The server takes the shop's lock, numbers the batch, and merges each field: if it was not changed after its base,
   the edit wins; if both sides changed it to the same value, nothing happens; otherwise the later arrival waits as a
   conflict that shows both values. Nothing is lost silently. A repeated id changes nothing and gets its old answer.
4. To pull, the laptop asks for the rows after its cursor, scope by scope. A clean field takes the server's value; under
   a pending edit the value is kept aside in the journal and the edit goes on to be judged by the server.
5. Push and pull repeat until both are quiet. A digest of ids and sequence numbers ends the day and finds what
   neither side noticed.
6. A deleted row is a tombstone whose base covers the whole person, so a delete cannot swallow an edit made elsewhere.
7. Private contacts are never frozen, so they never leave the laptop until they are promoted.
"""
