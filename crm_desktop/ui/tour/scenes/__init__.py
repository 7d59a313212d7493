"""Every state of the window worth a look, by subject; each module offers lists of scenes."""
