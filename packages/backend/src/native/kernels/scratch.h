#pragma once

#include <cstdint>
#include <cstdlib>
#include <new>

namespace planish {

/** Memory of a thread's own for what it packs, kept from call to call: aligned to a cache line. */
class Scratch {
 public:
  ~Scratch() { std::free(data_); }

  float* numbers(int64_t count) {
    if (count > count_) {
      std::free(data_);
      data_ = nullptr;
      count_ = 0;
      void* data = nullptr;
      if (posix_memalign(&data, 64, static_cast<size_t>(count) * sizeof(float)) != 0) throw std::bad_alloc();
      data_ = static_cast<float*>(data);
      count_ = count;
    }
    return data_;
  }

 private:
  float* data_ = nullptr;
  int64_t count_ = 0;
};

}  // namespace planish
