#include "lib/record/record_store.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "lib/core/file.h"
#include "tests/support/random.h"

using relugap::Json;
using relugap::record_key;
using relugap::RecordStore;

namespace {

/// A fresh directory that is removed at the end of the test.
struct Directory {
  std::string path;
  Directory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "relugap-record-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  ~Directory() { std::filesystem::remove_all(path); }
};

const std::string kKey = record_key({{"what", "test"}});

}  // namespace

TEST_CASE("contract: what is stored is found again, doubles to the last bit, also from another store") {
  const Directory directory;
  for (int i = 0; i < relugap::scaled(200); ++i) {
    const double number = relugap::nasty_double();
    const Json value = {
        {"lower", number}, {"text", "\"quotes\" and \xe2\x88\x9e"}, {"list", {1, 2, nullptr}}};
    const std::string key = record_key({{"i", i}});
    RecordStore(directory.path).store(key, value);
    const auto found = RecordStore(directory.path).find(key);
    REQUIRE(found.has_value());
    CHECK(*found == value);
    CHECK((*found)["lower"].get<double>() == number);
  }
}

TEST_CASE("contract: the key depends on every value but not on the order of the keys") {
  CHECK(record_key({{"a", 1}, {"b", 2}}) == record_key({{"b", 2}, {"a", 1}}));
  CHECK(record_key({{"a", 1}, {"b", 2}}) != record_key({{"a", 2}, {"b", 1}}));
  CHECK(record_key({{"a", 1}}) != record_key({{"a", "1"}}));
  CHECK(record_key({{"a", {{"c", 1}, {"b", 2}}}}) == record_key({{"a", {{"b", 2}, {"c", 1}}}}));
  CHECK(kKey.size() == 64);
}

TEST_CASE(
    "contract: a record that was never stored is not found, in a directory that does not exist either") {
  const Directory directory;
  CHECK_FALSE(RecordStore(directory.path).find(kKey).has_value());
  CHECK_FALSE(RecordStore(directory.path + "/none").find(kKey).has_value());
  RecordStore(directory.path + "/made/on/demand").store(kKey, 1);
  CHECK(RecordStore(directory.path + "/made/on/demand").find(kKey) == Json(1));
}

TEST_CASE(
    "contract: a record cut short anywhere or with any one byte changed is not found, and can be stored "
    "again") {
  const Directory directory;
  const RecordStore store(directory.path);
  const Json value = {{"lower", 0.1}, {"upper", 0.2}, {"text", "abc"}};
  store.store(kKey, value);
  const std::string bytes = relugap::read_file(store.path(kKey));
  for (std::size_t i = 0; i + 2 < bytes.size(); ++i) {
    relugap::write_file_atomically(store.path(kKey), bytes.substr(0, i));
    CHECK_FALSE(store.find(kKey).has_value());
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ (1 << relugap::rng().integer(0, 6)));
    relugap::write_file_atomically(store.path(kKey), damaged);
    const auto found = store.find(kKey);
    if (found) CHECK(*found == value);  // white space between the tokens, or a key read to the same text
  }
  store.store(kKey, value);
  CHECK(store.find(kKey) == value);
}

TEST_CASE("contract: a record under the name of another one is not found") {
  const Directory directory;
  const RecordStore store(directory.path);
  store.store(kKey, 1);
  const std::string other = record_key({{"what", "other"}});
  std::filesystem::copy_file(store.path(kKey), store.path(other));
  CHECK_FALSE(store.find(other).has_value());
  std::filesystem::remove(store.path(other));
  std::filesystem::create_directory(store.path(other));
  CHECK_FALSE(store.find(other).has_value());
}

TEST_CASE("contract: threads that store the same record at once leave a whole one") {
  const Directory directory;
  const RecordStore store(directory.path);
  const Json value = std::vector<int>(1000, 7);
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) store.store(kKey, value);
    });
  }
  threads.clear();
  CHECK(store.find(kKey) == value);
}

TEST_CASE("contract: a value with a path that is not UTF-8 is stored, with U+FFFD in its place") {
  const Directory directory;
  const RecordStore store(directory.path);
  const std::string key = record_key({{"path", "\xff"}});
  store.store(key, {{"path",
                     "a\xff"
                     "b"},
                    {"lower", 0.5}});
  CHECK(store.find(key) == Json{{"path",
                                 "a\xef\xbf\xbd"
                                 "b"},
                                {"lower", 0.5}});
}
