#pragma once

#include <string>

#include "lib/core/error.h"

namespace relugap::net {

/// A place in an input file, for the one way in which the readers of this folder fail.
struct Where {
  std::string path;
  std::string place;  ///< such as "node 'fc1' (Gemm)", on one line

  /// Throws InputError "PATH: PLACE: expected X, found Y".
  [[noreturn]] void refuse(const std::string& expected, const std::string& found) const {
    throw InputError(path + ": " + place + ": expected " + expected + ", found " + found);
  }
};

}  // namespace relugap::net
