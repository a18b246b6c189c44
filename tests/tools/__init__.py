"""Helpers of the tests: run kernels without a GPU, ask nvcc and clang, read a module's binding table."""
