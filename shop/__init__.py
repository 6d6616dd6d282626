"""Shanhuo, the marketplace on which a donor cluster buys the produce of aided counties in bulk.

Each folder is a room with one subject; who may call whom is written in pyproject.toml and checked by `make check`.
"""
