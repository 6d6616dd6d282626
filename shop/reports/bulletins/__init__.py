"""Bulletins (通报): their words, their life, the snapshot that each stands on, and how it is told."""
