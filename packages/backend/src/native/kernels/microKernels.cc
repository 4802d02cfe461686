#include "microKernels.h"

#include "vectorised.h"

namespace planish {

#if defined(PLANISH_VARIANTS)
const MicroKernels& avx2MicroKernels();
const MicroKernels& avx512MicroKernels();

const MicroKernels* microKernels() {
  if (__builtin_cpu_supports("avx512f")) return &avx512MicroKernels();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &avx2MicroKernels();
  return nullptr;
}
#else
const MicroKernels* microKernels() { return nullptr; }
#endif

}  // namespace planish
