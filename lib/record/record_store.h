#pragma once

#include <optional>
#include <string>

#include "lib/core/json.h"

namespace relugap {

/// The key of a record: SHA-256 of everything that determines it, written as JSON with sorted keys and no spaces.
///
/// `determinants` holds the hashes of the inputs (not their paths), the options and the hash of the program.
std::string record_key(const Json& determinants);

/// Results kept in a directory, one file KEY.json each, so that unchanged work is not repeated.
///
/// A file holds {"schema":"relugap.record/1","key":KEY,"sha256":HASH of the compact text of the value,"value":VALUE}.
/// Several threads, and several programs, may use one directory at the same time.
class RecordStore {
 public:
  /// The directory is made by the first store().
  explicit RecordStore(std::string directory);

  /// The value stored under `key`; nothing if there is none, or if its file is damaged in any way (cut short, changed,
  /// renamed): a damaged record is as good as none and is computed again.
  ///
  /// Requires: key is one of record_key.
  std::optional<Json> find(const std::string& key) const;

  /// Stores `value` under `key`; all or nothing. Fails: as write_file_atomically.
  void store(const std::string& key, const Json& value) const;

  /// Path of the file that holds or would hold the record.
  std::string path(const std::string& key) const;

 private:
  std::string directory_;
};

}  // namespace relugap
