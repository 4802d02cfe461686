/** Name of the small addon below. */
export const quietlyFile = 'quietly.node'

/**
 * An addon with one function, `quietly(f)`: runs `f` with standard error closed off. While it is loaded,
 * libtensorflow says that oneDNN is on, before it has read `TF_CPP_MIN_LOG_LEVEL`; JavaScript can't divert what
 * C++ writes. The variable is set here too, because a worker's `process.env` does not reach C++. Workers take turns:
 * of two at once, the second would take the first one's closed standard error for its own and give that back.
 */
export const quietlySource = `#include <fcntl.h>
#include <node_api.h>
#include <stdlib.h>
#include <unistd.h>

#include <mutex>

static std::mutex turns;

static napi_value Quietly(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value f, undefined, result = nullptr;
  napi_get_cb_info(env, info, &argc, &f, nullptr, nullptr);
  napi_get_undefined(env, &undefined);
  std::lock_guard<std::mutex> turn(turns);
  setenv("TF_CPP_MIN_LOG_LEVEL", "2", 0);
  int saved = dup(STDERR_FILENO);
  int nowhere = open("/dev/null", O_WRONLY);
  if (saved >= 0 && nowhere >= 0) dup2(nowhere, STDERR_FILENO);
  if (nowhere >= 0) close(nowhere);
  napi_call_function(env, undefined, f, 0, nullptr, &result);
  if (saved >= 0) {
    dup2(saved, STDERR_FILENO);
    close(saved);
  }
  return result;
}

NAPI_MODULE_INIT() {
  napi_value f;
  napi_create_function(env, "quietly", NAPI_AUTO_LENGTH, Quietly, nullptr, &f);
  return f;
}
`
