#include "vectorised.h"

#if defined(PLANISH_VARIANTS)
#include <immintrin.h>

#include "microKernels.h"

#pragma GCC push_options
#pragma GCC target("avx512f")

namespace planish {
namespace {

struct Vector {
  using Numbers = __m512;
  static constexpr int length = 16;
  static constexpr int rows = 8;

  static PLANISH_INLINE Numbers zero() { return _mm512_setzero_ps(); }
  static PLANISH_INLINE Numbers same(float x) { return _mm512_set1_ps(x); }
  static PLANISH_INLINE Numbers load(const float* x) { return _mm512_loadu_ps(x); }
  static PLANISH_INLINE void store(float* to, Numbers x) { _mm512_storeu_ps(to, x); }
  static PLANISH_INLINE Numbers sum(Numbers a, Numbers b) { return _mm512_add_ps(a, b); }
  static PLANISH_INLINE Numbers multiplyAdd(Numbers a, Numbers b, Numbers c) { return _mm512_fmadd_ps(a, b, c); }
};

}  // namespace
}  // namespace planish

#include "microKernel.h"

#pragma GCC pop_options

namespace planish {
const MicroKernels& avx512MicroKernels() { return kernels; }
}  // namespace planish
#endif
