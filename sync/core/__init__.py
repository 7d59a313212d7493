"""Pure decisions of the protocol over plain values: freeze, merge, outcomes, pages."""
