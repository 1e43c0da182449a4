#pragma once

namespace relugap {

/// The version of the project, as in CMakeLists.txt.
const char* version();

}  // namespace relugap
