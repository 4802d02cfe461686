#include "vectorised.h"

#if defined(PLANISH_VARIANTS)
#include <immintrin.h>

#include "microKernels.h"

#pragma GCC push_options
#pragma GCC target("avx2,fma")

namespace planish {
namespace {

struct Vector {
  using Numbers = __m256;
  static constexpr int length = 8;
  /** With two vectors each that makes twelve sums, of sixteen registers. */
  static constexpr int rows = 6;

  static PLANISH_INLINE Numbers zero() { return _mm256_setzero_ps(); }
  static PLANISH_INLINE Numbers same(float x) { return _mm256_set1_ps(x); }
  static PLANISH_INLINE Numbers load(const float* x) { return _mm256_loadu_ps(x); }
  static PLANISH_INLINE void store(float* to, Numbers x) { _mm256_storeu_ps(to, x); }
  static PLANISH_INLINE Numbers sum(Numbers a, Numbers b) { return _mm256_add_ps(a, b); }
  static PLANISH_INLINE Numbers multiplyAdd(Numbers a, Numbers b, Numbers c) { return _mm256_fmadd_ps(a, b, c); }
};

}  // namespace
}  // namespace planish

#include "microKernel.h"

#pragma GCC pop_options

namespace planish {
const MicroKernels& avx2MicroKernels() { return kernels; }
}  // namespace planish
#endif
