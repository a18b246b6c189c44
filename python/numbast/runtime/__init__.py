"""The Numba side of every binding: overloads, types, lowering, and shims compiled and kept.

A static module carries these files as one text (`numbast.bundle`), so they import nothing of numbast and one
another only by `from .file import name`, and no two of them define the same name.
"""
