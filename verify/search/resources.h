#pragma once

#include <chrono>
#include <cstddef>

namespace relugap::verify {

/// Processor time of the whole process, in seconds.
double cpu_seconds();

/// Half of the machine's memory, in bytes.
std::size_t half_of_memory();

/// Seconds of wall time since then.
double since(std::chrono::steady_clock::time_point begin);

}  // namespace relugap::verify
