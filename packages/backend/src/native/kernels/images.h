#pragma once

#include <cstdint>

namespace planish {

/** Images of one size, one after the other, channels last. */
template <typename Number>
struct Images {
  Number* data;
  int64_t height;
  int64_t width;
  int64_t channels;

  int64_t size() const { return height * width * channels; }
};

constexpr int64_t ceilDivide(int64_t a, int64_t b) { return (a + b - 1) / b; }

}  // namespace planish
