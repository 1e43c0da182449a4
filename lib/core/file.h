#pragma once

#include <string>
#include <string_view>

namespace relugap {

/// The bytes of the file at `path`.
///
/// Fails: InputError if it is missing, a directory or unreadable, or a pipe or device with more than 2^30 bytes.
std::string read_file(const std::string& path);

/// Replaces the file at `path` by `bytes`, all of it or nothing: temporary file beside it, fsync, rename.
///
/// A path that exists and is not a regular file (a pipe, /dev/null) is written to directly; a symbolic link
/// is followed. Fails: InputError if `path` cannot be written, EnvironmentError if the device is full or
/// broken.
void write_file_atomically(const std::string& path, std::string_view bytes);

/// Whether write_output to this path could work, asked before a long computation; nothing is made or changed.
///
/// Fails: InputError for a directory, a path in a directory that is missing or not writable, a file that is
/// not.
void require_writable(const std::string& path_or_dash);

/// write_file_atomically, except that "-" means standard output.
void write_output(const std::string& path_or_dash, std::string_view bytes);

}  // namespace relugap
