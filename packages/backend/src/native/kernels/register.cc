#include <dlfcn.h>

#include "operations.h"

/**
 * Registers the operations when the binding is loaded, and sees to it that it is never unloaded again: TensorFlow
 * keeps pointers into it, and the pool's threads run in it, but Node lets go of an addon when the last worker that
 * loaded it ends.
 */
namespace {

void stayLoaded() {
  Dl_info here;
  if (dladdr(reinterpret_cast<void*>(&stayLoaded), &here) != 0) {
    dlopen(here.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
  }
}

struct Registration {
  Registration() {
    stayLoaded();
    planish::registerNormalise();
    planish::registerNormaliseGroups();
    planish::registerLayerNorm();
    planish::registerAffine();
    planish::registerGramSquaredNorms();
    planish::registerConvolve();
    planish::registerProduct();
  }
};

const Registration registration;

}  // namespace
