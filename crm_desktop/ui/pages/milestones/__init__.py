"""The dialogs of a customer's life cycle: order, delivery, loss, freeze, out of contact, order cancelled, revival."""
