"""Chance, names, cars and lives of made-up people; nothing here touches the store."""
