"""Listings as a sheet: its columns, what cells say, what a sheet would change of the shelf, and the shelf written out.

One row is one pack; rows of one product share its article number. Everything here is pure: `services.imports` asks it.
"""
