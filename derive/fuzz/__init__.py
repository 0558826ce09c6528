"""Attacks on the prover and on the checker: statements whose truth is known, certificates that lie."""
