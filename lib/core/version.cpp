#include "lib/core/version.h"

namespace relugap {

const char* version() { return RELUGAP_VERSION; }

}  // namespace relugap
