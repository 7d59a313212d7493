"""What is typed and what is written, made comparable."""
