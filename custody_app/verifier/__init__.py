"""The standalone verifier: one file, standard library only, shares no code with the rest."""
