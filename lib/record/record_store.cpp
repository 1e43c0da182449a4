#include "lib/record/record_store.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "lib/core/error.h"
#include "lib/core/file.h"
#include "lib/core/sha256.h"

namespace relugap {

namespace {

constexpr const char* kSchema = "relugap.record/1";

/// One line; bytes of strings (paths) that are not UTF-8 become U+FFFD, as in the file.
template <class AnyJson>
std::string canonical(const AnyJson& json) {
  return json.dump(-1, ' ', false, AnyJson::error_handler_t::replace);
}

bool is_key(const std::string& key) {
  return key.size() == 64 && std::all_of(key.begin(), key.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace

std::string record_key(const Json& determinants) {
  return sha256_hex(
      canonical(nlohmann::json(determinants)));  // nlohmann::json sorts the keys of every object
}

RecordStore::RecordStore(std::string directory) : directory_(std::move(directory)) {}

std::string RecordStore::path(const std::string& key) const {
  RELUGAP_CHECK(is_key(key));
  return directory_ + "/" + key + ".json";
}

std::optional<Json> RecordStore::find(const std::string& key) const {
  const std::string file = path(key);
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return std::nullopt;
  std::string bytes;
  try {
    bytes = read_file(file);
  } catch (const InputError&) {
    return std::nullopt;
  }
  const Json record = Json::parse(bytes, nullptr, /*allow_exceptions=*/false);
  if (!record.is_object() || record.value("schema", Json()) != kSchema ||
      record.value("key", Json()) != key) {
    return std::nullopt;
  }
  const auto value = record.find("value");
  if (value == record.end() || record.value("sha256", Json()) != sha256_hex(canonical(*value)))
    return std::nullopt;
  return *value;
}

void RecordStore::store(const std::string& key, const Json& value) const {
  const std::string file = path(key);
  std::error_code error;
  std::filesystem::create_directories(directory_, error);
  if (error)
    throw InputError(directory_ + ": expected a directory that can be made, found: " + error.message());
  const Json record = {
      {"schema", kSchema}, {"key", key}, {"sha256", sha256_hex(canonical(value))}, {"value", value}};
  write_file_atomically(file, record.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace relugap
