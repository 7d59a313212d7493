"""The relationship map: who is tied to whom around me, drawn from the records as they are, never kept beside them."""
