"""Order, delivery, loss, freeze …: events that move a customer in the life cycle, and the proposals to move one."""
