#pragma once

/**
 * On a function: compiled for each of these instruction sets, and the best that the processor has is taken when the
 * library is loaded. (The cache folder may be shared between machines, so that -march=native would be wrong.)
 */
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__)
#define PLANISH_VECTORISED __attribute__((target_clones("default", "avx2", "avx512f")))
/** Where functions can be written for each of them, too. */
#define PLANISH_VARIANTS
#else
#define PLANISH_VECTORISED
#endif

/** On what such a function calls: a function of its own would be compiled for the oldest processor. */
#define PLANISH_INLINE inline __attribute__((always_inline))
/** The same after the parameters of a lambda. */
#define PLANISH_INLINE_LAMBDA __attribute__((always_inline))
