"""Files to people and back: always read, preview, apply.

Readers (`spreadsheets`, `markup_tables`, `text_tables`, `contact_cards`) turn any file into `SourceTable`s; `mapping`
guesses what each header means; `people` turns one row into an `Incoming` person; `plan` compares those with the
profile and gives a verdict per row without writing; `apply` writes what was planned in short transactions under one
undo step; `undo` takes a batch back. `export` goes the other way; `full_copy` is the lossless JSON both ways.

Nothing of a source row is dropped silently: what has no field stands in the note as "header: value".
"""
