"""Day-end close (日结): what changed, what is still unlogged, what tomorrow brings; closed with a note."""
