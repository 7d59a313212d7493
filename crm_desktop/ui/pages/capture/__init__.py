"""Quick capture: somebody just met, in ten seconds."""
