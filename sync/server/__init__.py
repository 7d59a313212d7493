"""The shop's side: devices, the sequencer, the log of field changes and the conflicts."""
