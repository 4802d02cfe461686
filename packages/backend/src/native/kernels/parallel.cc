#include "parallel.h"

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>

namespace planish {
namespace {

/** As many threads as TensorFlow's own kernels were told to use, else one for each processor. */
int threadCount() {
  const char* chosen = std::getenv("TF_NUM_INTRAOP_THREADS");
  const int count = chosen == nullptr ? 0 : std::atoi(chosen);
  if (count > 0) return count;
  const unsigned processors = std::thread::hardware_concurrency();
  return processors > 0 ? static_cast<int>(processors) : 1;
}

inline void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

/**
 * Chunks are handed out one by one, so that a thread that is late (its processor has other work) holds nobody up.
 */
class Pool {
 public:
  Pool() {
    for (int i = 1; i < threadCount(); i++) {
      try {
        std::thread(&Pool::work, this).detach();
        workers_++;
      } catch (...) {
        return;  // the system has no more threads to give: fewer do
      }
    }
  }

  void run(int64_t chunks, void (*body)(const void*, int64_t), const void* state) {
    std::unique_lock<std::mutex> turn(busy_, std::try_to_lock);
    if (workers_ == 0 || chunks < 2 || !turn.owns_lock()) {
      for (int64_t chunk = 0; chunk < chunks; chunk++) body(state, chunk);
      return;
    }
    {
      std::lock_guard<std::mutex> lock(mutex_);
      body_ = body;
      state_ = state;
      chunks_ = chunks;
      next_.store(0, std::memory_order_relaxed);
      open_ = true;
      job_++;
    }
    wake_.notify_all();
    takeChunks();
    std::unique_lock<std::mutex> lock(mutex_);
    open_ = false;  // who wakes only now has come too late
    for (int spins = 0; working_ > 0 && spins < 64; spins++) {
      lock.unlock();
      for (int i = 0; i < 64; i++) relax();
      lock.lock();
    }
    done_.wait(lock, [this] { return working_ == 0; });
  }

 private:
  void takeChunks() {
    for (;;) {
      const int64_t chunk = next_.fetch_add(1, std::memory_order_relaxed);
      if (chunk >= chunks_) return;
      body_(state_, chunk);
    }
  }

  void work() {
    uint64_t seen = 0;
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      wake_.wait(lock, [&] { return open_ && job_ != seen; });
      seen = job_;
      working_++;
      lock.unlock();
      takeChunks();
      lock.lock();
      if (--working_ == 0) done_.notify_one();
    }
  }

  std::mutex busy_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  std::atomic<int64_t> next_{0};
  void (*body_)(const void*, int64_t) = nullptr;
  const void* state_ = nullptr;
  int64_t chunks_ = 0;
  bool open_ = false;
  uint64_t job_ = 0;
  int working_ = 0;
  int workers_ = 0;
};

}  // namespace

void parallelFor(int64_t chunks, void (*body)(const void*, int64_t), const void* state) {
  // Never destroyed: its threads sleep in it until the process is gone.
  static Pool* const pool = new Pool();
  pool->run(chunks, body, state);
}

}  // namespace planish
