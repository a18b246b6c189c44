"""Headers as people have them: real libraries, and small ones that include the C and C++ library or were
never written for a device. From each a function that calls into it is bound, and a kernel that calls that is
linked.

The quick ones run always, the others in `make check-long`, where their packages are.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

import pytest

import numbast
from numbast import loading
from numbast.errors import EnvironmentProblem, HeaderError
from numbast.options import options_from
from numbast.parsing import find_headers
from numbast.testing import compile_kernel

INCLUDE = os.environ.get("NUMBAST_CORPUS_INCLUDE", "/usr/include")


@dataclass(frozen=True)
class Case:
    """`text`: behind the headers; its `probe` takes and gives a float. `options` as for a load."""

    name: str
    headers: tuple[str, ...]
    text: str
    options: dict[str, Any] = field(default_factory=dict)
    is_quick: bool = False

    def load(self) -> Any:
        return numbast.load(list(self.headers), extra_source=self.text, include="probe", **self.options)

    def is_here(self) -> bool:
        try:
            if self.headers:
                find_headers(list(self.headers), options_from(dict(self.options)))
        except (HeaderError, EnvironmentProblem, numbast.ConfigError):
            return False
        return True


def folder(name: str) -> dict[str, Any]:
    return {"include_dirs": [os.path.join(INCLUDE, name)]}


LIBRARIES = (
    Case(
        "nccl",
        ("nccl_device.h",),
        "__device__ float probe(float x)"
        " { ncclTeam t{4, 1, 1}; return x + ncclTeamRankToWorld(ncclDevComm{}, t, 2); }",
    ),
    Case(
        "nvshmem",
        ("nvshmem.h",),
        "__device__ float probe(float x) { return nvshmem_float_g(&x, 1) + nvshmem_my_pe(); }",
    ),
    Case(
        "curanddx",
        ("curanddx.hpp",),
        """
        using Rng = decltype(curanddx::Generator<curanddx::philox4_32>() + curanddx::PhiloxRounds<10>() +
                             curanddx::SM<900>() + curanddx::Thread());
        __device__ float probe(float x) {
          Rng rng(1, 2, 3);
          curanddx::uniform<float> d(0, 1);
          return x + d.generate4(rng).x;
        }""",
    ),
    Case(
        "cufftdx",
        ("cufftdx.hpp",),
        """
        using FFT = decltype(cufftdx::Size<8>() + cufftdx::Precision<float>() + cufftdx::SM<900>() +
                             cufftdx::Type<cufftdx::fft_type::c2c>() +
                             cufftdx::Direction<cufftdx::fft_direction::forward>() + cufftdx::Thread());
        __device__ float probe(float x) {
          FFT::value_type data[FFT::storage_size];
          for (auto &d : data) d = FFT::value_type(x, 0);
          FFT().execute(data);
          return data[1].x;
        }""",
    ),
    Case(
        "cublasdx",
        ("cublasdx.hpp",),
        """
        using MM = decltype(cublasdx::Size<8, 8, 8>() + cublasdx::Precision<float>() + cublasdx::SM<900>() +
                            cublasdx::Type<cublasdx::type::real>() +
                            cublasdx::Function<cublasdx::function::MM>() + cublasdx::Block());
        __device__ float probe(float x) { return x + cublasdx::size_of<MM>::m; }""",
    ),
    Case(
        "cute",
        ("cute/tensor.hpp",),
        """
        __device__ float probe(float x) {
          auto t = cute::make_tensor<float>(cute::make_shape(cute::Int<2>{}, cute::Int<3>{}));
          cute::fill(t, x);
          return t(1, 2);
        }""",
    ),
    Case(
        "cutlass_half",
        ("cutlass/half.h",),
        "__device__ float probe(float x) { return float(cutlass::half_t(x) + cutlass::half_t(1)); }",
    ),
    Case(
        "glm",
        ("glm/vec3.hpp", "glm/mat4x4.hpp"),
        "__device__ float probe(float x) { return (glm::mat4(x) * glm::vec4(1)).x + glm::vec3(x).y; }",
        folder("."),
    ),
    Case(
        "eigen",
        ("Eigen/Core",),
        """
        __device__ float probe(float x) {
          Eigen::Matrix3f m = Eigen::Matrix3f::Identity() * x;
          return (m * Eigen::Vector3f(1, 2, 3)).sum();
        }""",
        folder("eigen3"),
    ),
    Case(
        "cuda_std",
        ("cuda/std/complex", "cuda/std/array", "cuda/std/tuple"),
        """
        __device__ float probe(float x) {
          cuda::std::array<float, 2> a{x, 2};
          auto t = cuda::std::make_tuple(a[0], 2);
          return (cuda::std::complex<float>(x, 1) * cuda::std::get<0>(t)).real();
        }""",
    ),
    Case(
        "thrust",
        ("thrust/complex.h",),
        "__device__ float probe(float x) { return thrust::abs(thrust::complex<float>(x, 1)); }",
    ),
    Case(
        "curand",
        ("curand_kernel.h",),
        """
        __device__ float probe(float x) {
          curandStatePhilox4_32_10_t s;
          curand_init(1, 2, 3, &s);
          return x + curand_uniform(&s);
        }""",
    ),
    Case(
        "cooperative_groups",
        ("cooperative_groups.h", "cooperative_groups/reduce.h"),
        """
        __device__ float probe(float x) {
          auto warp = cooperative_groups::tiled_partition<32>(cooperative_groups::this_thread_block());
          return cooperative_groups::reduce(warp, x, cooperative_groups::plus<float>());
        }""",
    ),
    Case(
        "block_scan",
        ("cub/block/block_scan.cuh",),
        """
        __device__ float probe(float x) {
          using Scan = cub::BlockScan<float, 64>;
          __shared__ typename Scan::TempStorage storage;
          Scan(storage).InclusiveSum(x, x);
          return x;
        }""",
    ),
    Case(
        "barrier",
        ("cuda/barrier", "cuda/atomic"),
        """
        __device__ float probe(float x) {
          __shared__ cuda::barrier<cuda::thread_scope_block> b;
          if (threadIdx.x == 0) init(&b, 1);
          cuda::atomic_ref<float, cuda::thread_scope_device> a(x);
          a.fetch_add(1.0f);
          b.arrive_and_wait();
          return x;
        }""",
    ),
    Case(
        "mma",
        ("mma.h",),
        """
        __device__ float probe(float x) {
          nvcuda::wmma::fragment<nvcuda::wmma::accumulator, 16, 16, 16, float> f;
          nvcuda::wmma::fill_fragment(f, x);
          return f.x[0];
        }""",
        is_quick=True,
    ),
    Case(
        "pipeline",
        ("cuda_pipeline.h",),
        """
        __device__ float probe(float x) {
          __shared__ float s[4];
          __pipeline_memcpy_async(s, &x, 4);
          __pipeline_commit();
          __pipeline_wait_prior(0);
          return s[0];
        }""",
        is_quick=True,
    ),
)


def own(name: str, text: str, is_quick: bool = True, **options: Any) -> Case:
    return Case(name, (), text, options, is_quick)


HEADERS = (
    own(
        "cstdint",
        "#include <cstdint>\n__device__ float probe(float x) { return std::uint8_t(x) + int64_t(2); }",
    ),
    own("string_h", '#include <string.h>\n__device__ float probe(float x) { return x + strlen("abc"); }'),
    own(
        "cstring",
        "#include <cstring>\n__device__ float probe(float x) { float y; std::memcpy(&y, &x, 4); return y; }",
    ),
    own("stdio_h", '#include <stdio.h>\n__device__ float probe(float x) { printf("%f", x); return x; }'),
    own(
        "vector",
        "#include <vector>\ninline float total(const std::vector<float> &v) { return v[0]; }\n"
        "__device__ float probe(float x) { return x; }",
    ),
    own(
        "string",
        "#include <string>\nstruct Named { std::string name() const; float x; };\n"
        "__device__ float probe(float x) { return Named{x}.x; }",
    ),
    own(
        "iostream",
        '#include <iostream>\ninline void say(float x) { std::cout << "x: " << x << std::endl; }\n'
        "__device__ float probe(float x) { return x; }",
    ),
    own(
        "limits",
        "#include <limits>\n"
        "__device__ float probe(float x) { return x + std::numeric_limits<float>::max(); }",
        False,
    ),
    own(
        "type_traits",
        "#include <type_traits>\n"
        "template <class T, class = std::enable_if_t<std::is_floating_point<T>::value>>"
        " __device__ T same(T x) { return x; }\n__device__ float probe(float x) { return same(x); }",
        False,
    ),
    own(
        "cmath",
        "#include <cmath>\n__device__ float probe(float x) { return std::sqrt(x) + std::fmax(x, 1.0f); }",
        False,
    ),
    own(
        "tuple",
        "#include <tuple>\n__device__ float probe(float x) { return std::get<1>(std::make_tuple(1, x)); }",
        False,
    ),
    own(
        "array",
        "#include <array>\n__device__ float probe(float x) { std::array<float, 3> a{x, x, x}; return a[1]; }",
        False,
    ),
    own(
        "algorithm",
        "#include <algorithm>\n__device__ float probe(float x)"
        " { float a[3] = {x, 2, 1}; std::sort(a, a + 3); return std::max(a[0], a[1]); }",
        False,
    ),
    own("cassert", "#include <cassert>\n__device__ float probe(float x) { assert(x > 0); return x; }"),
    own("math_h", "#include <math.h>\n__device__ float probe(float x) { return sqrtf(x) + M_PI; }"),
    own("unannotated", "inline float probe(float x) { return x + 1; }", default_device=True),
    own(
        "called",
        "inline float twice(float x) { return 2 * x; }\n__device__ float probe(float x) { return twice(x); }",
    ),
    own("constexpr", "constexpr float probe(float x) { return x * 3; }"),
    own(
        "methods",
        "struct Scale { float k; Scale(float k) : k(k) {} float of(float x) const { return k * x; } };\n"
        "__device__ float probe(float x) { return Scale(2).of(x); }",
    ),
    own(
        "tables",
        "static const float table[4] = {1, 2, 3, 4};\n"
        "__device__ float probe(float x) { return table[int(x) & 3]; }",
    ),
    own(
        "host",
        "__host__ __device__ inline float both(float x) { return x; }\n"
        "__host__ inline void print(float x) {}\n"
        "__device__ float probe(float x) { return both(x); }",
    ),
    own(
        "launch",
        "__global__ void kernel(float *x) { *x += 1; }\n"
        "inline void start(float *x) { kernel<<<1, 32>>>(x); }\n"
        "__device__ float probe(float x) { return x; }",
    ),
    own(
        "runtime_api",
        "#include <cuda_runtime.h>\n"
        "inline float *room(size_t n) { void *p = nullptr; cudaMalloc(&p, n); return (float *)p; }\n"
        "__device__ float probe(float x) { return x; }",
    ),
    own(
        "exceptions",
        "#include <stdexcept>\n"
        'inline float checked(float x) { if (x < 0) throw std::runtime_error("x"); return x; }\n'
        "__device__ float probe(float x) { return x; }",
        defines=["NVRTC_STD_ERASE_EXCEPTIONS"],
    ),
)
CASES = (*LIBRARIES, *HEADERS)


def check(case: Case) -> None:
    """Bound, compiled by NVRTC, linked with a kernel."""
    if not case.is_here():
        pytest.skip(f"{case.headers[0]} is not here")
    lib = case.load()
    probe = lib.probe

    def kernel(x):
        x[0] = probe(x[0])

    assert compile_kernel(kernel, "void(float32[::1])", arch="sm_90").cubin.startswith(b"\x7fELF")


@pytest.fixture(autouse=True)
def fresh():
    loading._forget()
    yield
    loading._forget()


def of(cases: tuple[Case, ...], is_quick: bool) -> Any:
    return pytest.mark.parametrize(
        "case", [c for c in cases if c.is_quick is is_quick], ids=lambda case: case.name
    )


def test_there_are_all() -> None:
    assert (len(LIBRARIES), len(HEADERS)) == (17, 24)


@of(CASES, True)
def test_quick(case: Case) -> None:
    check(case)


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
@of(CASES, False)
def test_dear(case: Case) -> None:
    check(case)
