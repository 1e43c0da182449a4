#pragma once

#include <cstddef>
#include <functional>

namespace relugap {

/// Calls body(i) once for every i < count, on `threads` threads (0: as many as the machine has), the calling one among
/// them. Which thread takes which i is open, so a result must depend on i alone.
///
/// `progress`, if given, is called now and then on the calling thread with the number of finished calls.
/// Fails: the first exception of a body is passed on when all threads have stopped; later i may then be left out.
void parallel_for(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& body,
                  const std::function<void(std::size_t)>& progress = {});

}  // namespace relugap
