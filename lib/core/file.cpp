#include "lib/core/file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "lib/core/error.h"

namespace relugap {
namespace {

constexpr std::size_t kMostOfStream = std::size_t{1} << 30;  // bytes from what is not a regular file

/// Owns a file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  /// Closes now; false if the system reports a late write error.
  bool close() {
    const int fd = fd_;
    fd_ = -1;
    return ::close(fd) == 0;
  }

 private:
  int fd_;
};

std::string reason(int error) { return std::strerror(error); }

[[noreturn]] void throw_unwritable(const std::string& path, int error) {
  const std::string line = path + ": expected a writable file, found: " + reason(error);
  if (error == ENOSPC || error == EDQUOT || error == EIO) throw EnvironmentError(line);
  throw InputError(line);
}

/// Writes everything or returns the error number.
int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

void write_directly(const std::string& path, std::string_view bytes) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (file.get() < 0) throw_unwritable(path, errno);
  if (const int error = write_all(file.get(), bytes)) throw_unwritable(path, error);
  if (!file.close()) throw_unwritable(path, errno);
}

/// The path that a symbolic link leads to, so that rename() replaces the file and not the link.
std::string follow_link(const std::string& path) {
  char* resolved = ::realpath(path.c_str(), nullptr);
  if (resolved == nullptr) return path;
  const std::string result = resolved;
  std::free(resolved);
  return result;
}

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

std::string read_file(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) throw InputError(path + ": expected a readable file, found: " + reason(errno));
  struct stat status {};
  const bool endless = ::fstat(file.get(), &status) == 0 && !S_ISREG(status.st_mode);
  std::string bytes;
  char buffer[65536];
  for (;;) {
    if (endless && bytes.size() > kMostOfStream)
      throw InputError(path + ": expected at most 2^30 bytes from a pipe or device, found more");
    const ssize_t count = ::read(file.get(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw InputError(path + ": expected a readable file, found: " + reason(errno));
    if (count == 0) return bytes;
    bytes.append(buffer, static_cast<std::size_t>(count));
  }
}

void write_file_atomically(const std::string& path, std::string_view bytes) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
    if (S_ISDIR(status.st_mode)) throw_unwritable(path, EISDIR);
    return write_directly(path, bytes);
  }
  static std::atomic<unsigned> counter{0};
  const std::string target = follow_link(path);
  const std::string temporary =
      target + ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(counter.fetch_add(1));
  Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (file.get() < 0) throw_unwritable(path, errno);
  int error = write_all(file.get(), bytes);
  if (error == 0 && ::fsync(file.get()) != 0) error = errno;
  if (!file.close() && error == 0) error = errno;
  if (error == 0 && ::rename(temporary.c_str(), target.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(temporary.c_str());
    throw_unwritable(path, error);
  }
  Descriptor directory(::open(directory_of(target).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() >= 0) ::fsync(directory.get());  // the new content is complete either way
}

void require_writable(const std::string& path_or_dash) {
  if (path_or_dash == "-") return;
  struct stat status {};
  const bool exists = ::stat(path_or_dash.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) throw_unwritable(path_or_dash, EISDIR);
  if (exists && ::access(path_or_dash.c_str(), W_OK) != 0) throw_unwritable(path_or_dash, errno);
  if (exists && !S_ISREG(status.st_mode)) return;
  const std::string directory = directory_of(exists ? follow_link(path_or_dash) : path_or_dash);
  if (::access((directory + "/.").c_str(), W_OK | X_OK) != 0) throw_unwritable(path_or_dash, errno);
}

void write_output(const std::string& path_or_dash, std::string_view bytes) {
  if (path_or_dash != "-") return write_file_atomically(path_or_dash, bytes);
  if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) != bytes.size() || std::fflush(stdout) != 0) {
    throw EnvironmentError("standard output: expected a writable stream, found: " + reason(errno));
  }
}

}  // namespace relugap
