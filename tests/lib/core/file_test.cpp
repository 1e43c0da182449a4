#include "lib/core/file.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "lib/core/error.h"

using namespace relugap;
namespace fs = std::filesystem;

namespace {

/// A directory that disappears with the test.
struct ScratchDirectory {
  ScratchDirectory() {
    std::string pattern = (fs::temp_directory_path() / "relugap-file-test-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  ~ScratchDirectory() { fs::remove_all(path); }
  std::string operator/(const char* name) const { return (path / name).string(); }
  fs::path path;
};

std::size_t entries(const fs::path& directory) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("what is written is read back, byte for byte") {
  const ScratchDirectory scratch;
  std::string bytes(200000, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7 % 251);
  write_file_atomically(scratch / "a", bytes);
  CHECK(read_file(scratch / "a") == bytes);
  write_file_atomically(scratch / "a", "");
  CHECK(read_file(scratch / "a").empty());
}

TEST_CASE("writing leaves no temporary file behind") {
  const ScratchDirectory scratch;
  write_file_atomically(scratch / "a", "one");
  write_file_atomically(scratch / "a", "two");
  CHECK(read_file(scratch / "a") == "two");
  CHECK(entries(scratch.path) == 1);
}

TEST_CASE("a symbolic link stays a link and its target is replaced") {
  const ScratchDirectory scratch;
  write_file_atomically(scratch / "target", "old");
  fs::create_symlink("target", scratch / "link");
  write_file_atomically(scratch / "link", "new");
  CHECK(fs::is_symlink(scratch / "link"));
  CHECK(read_file(scratch / "target") == "new");
}

TEST_CASE("a device is written to and not replaced") {
  write_file_atomically("/dev/null", "text");
  struct stat status {};
  REQUIRE(::stat("/dev/null", &status) == 0);
  CHECK(S_ISCHR(status.st_mode));
}

TEST_CASE("a full device is a failure of the environment") {
  if (!fs::exists("/dev/full")) return;
  CHECK_THROWS_AS(write_file_atomically("/dev/full", "text"), EnvironmentError);
}

TEST_CASE("paths that cannot be read or written are bad input and named") {
  const ScratchDirectory scratch;
  CHECK_THROWS_AS(read_file(scratch / "missing"), InputError);
  CHECK_THROWS_AS(read_file(scratch.path.string()), InputError);
  CHECK_THROWS_AS(write_file_atomically(scratch / "no/such/directory", "x"), InputError);
  CHECK_THROWS_AS(write_file_atomically(scratch.path.string(), "x"), InputError);
  try {
    read_file(scratch / "missing");
    FAIL("a missing file was read");
  } catch (const InputError& error) {
    CHECK(std::string(error.what()).find(scratch / "missing") == 0);
    CHECK(std::string(error.what()).find('\n') == std::string::npos);
  }
}

TEST_CASE("write_output writes to the named file") {
  const ScratchDirectory scratch;
  write_output(scratch / "a", "text");
  CHECK(read_file(scratch / "a") == "text");
}

TEST_CASE("whether a path can be written is known beforehand, and asking changes nothing") {
  const ScratchDirectory scratch;
  CHECK_NOTHROW(require_writable("-"));
  CHECK_NOTHROW(require_writable("/dev/null"));
  CHECK_NOTHROW(require_writable(scratch / "new"));
  CHECK(entries(scratch.path) == 0);
  write_file_atomically(scratch / "old", "old");
  CHECK_NOTHROW(require_writable(scratch / "old"));
  CHECK(read_file(scratch / "old") == "old");
  CHECK_THROWS_AS(require_writable(scratch.path.string()), InputError);
  CHECK_THROWS_AS(require_writable(scratch / "missing/new"), InputError);
  CHECK_THROWS_AS(require_writable(scratch / "old/new"), InputError);
}
