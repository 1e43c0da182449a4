#pragma once

#include <cstddef>
#include <string>

namespace relugap::cli {

/// Bytes of "512M", "4G", "1.5GiB", "1000000": a decimal and a power of 1024 (K, M, G, T; with "B" or "iB" behind, or not).
///
/// Fails: InputError "OPTION: expected ..., found ..." for anything else, less than one byte, more than a machine can address.
std::size_t parse_size(const std::string& option, const std::string& text);

/// A size for people: "512 B", "1.4 GiB".
std::string size_text(std::size_t bytes);

}  // namespace relugap::cli
