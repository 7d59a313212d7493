"""One person's archive: a header, cards in two columns, and the dialogs they open.

`view.ArchiveView` asks once for everything (`reading.read_archive`) and hands it to its parts. A part is built once
and refilled for every person; it writes through the view, which knows whom it shows.
"""
