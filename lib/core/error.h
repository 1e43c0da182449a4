#pragma once

#include <stdexcept>
#include <string>

namespace relugap {

/// Bad input: thrown only at the edges (readers, parsers, command line), answered there with exit code 2.
///
/// Requires: `line` is one line of the form "FILE: PLACE: expected X, found Y".
struct InputError : std::runtime_error {
  explicit InputError(const std::string& line) : std::runtime_error(line) {}
};

/// The machine fails us (disk full, floating-point environment unusable); exit code 3.
struct EnvironmentError : std::runtime_error {
  explicit EnvironmentError(const std::string& line) : std::runtime_error(line) {}
};

/// Prints "FILE:LINE: check failed: CONDITION" to standard error and aborts.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace relugap

/// Always-on check of a requirement between our own functions: a violation is a bug and ends the program.
#define RELUGAP_CHECK(condition)                       \
  (static_cast<bool>(condition) ? static_cast<void>(0) \
                                : ::relugap::check_failed(#condition, __FILE__, __LINE__))
