#include "lib/core/error.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

using namespace relugap;

namespace {

/// The signal that ends a child process which runs `body`, 0 if it exits by itself.
template <class Body>
int signal_of(Body body) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (std::freopen("/dev/null", "w", stderr) == nullptr) ::_exit(1);
    std::signal(SIGABRT, SIG_DFL);
    body();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

}  // namespace

TEST_CASE("a failed check aborts the program, a passed one does nothing") {
  CHECK(signal_of([] { RELUGAP_CHECK(1 + 1 == 3); }) == SIGABRT);
  CHECK(signal_of([] { RELUGAP_CHECK(1 + 1 == 2); }) == 0);
}

TEST_CASE("errors carry their one line") {
  CHECK(std::string(InputError("a.onnx: byte 7: expected a tag, found the end").what()) ==
        "a.onnx: byte 7: expected a tag, found the end");
  CHECK(std::string(EnvironmentError("disk full").what()) == "disk full");
}
