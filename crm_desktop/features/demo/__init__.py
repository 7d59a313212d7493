"""Made-up people of an imaginary dealership: to look around, to try, to measure; same seed, same people."""
