"""Asking for names, and what came of them: coach, pipeline, rewards, tree, yields, gifts."""
