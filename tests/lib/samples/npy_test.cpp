#include "lib/samples/npy.h"

#include <doctest/doctest.h>

#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "lib/core/error.h"
#include "tests/support/random.h"

namespace relugap::samples {
namespace {

std::string file(const std::string& dictionary, const std::string& data, int version = 1) {
  std::string bytes = "\x93NUMPY";
  bytes += static_cast<char>(version);
  bytes += '\0';
  const std::size_t length = dictionary.size();
  bytes += static_cast<char>(length & 255);
  bytes += static_cast<char>(length >> 8);
  if (version > 1) bytes += std::string(2, '\0');
  return bytes + dictionary + data;
}

template <class Float>
std::string raw(const std::vector<Float>& values) {
  std::string bytes(values.size() * sizeof(Float), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

std::string dictionary(const std::string& type, const std::string& order, const std::string& shape) {
  return "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }          \n";
}

std::string error_of(const std::string& bytes) {
  try {
    parse_npy(bytes, "x.npy");
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("float32 and float64 in C and Fortran order, versions 1 to 3, are read exactly") {
  for (const int version : {1, 2, 3}) {
    const NumberTable c = parse_npy(
        file(dictionary("<f8", "False", "(2, 3)"), raw<double>({0.1, 2, 3, -0.0, 5e-324, 6}), version),
        "x.npy");
    REQUIRE(c.rows() == 2);
    REQUIRE(c.cols() == 3);
    CHECK(c.lower(0, 0) == 0.1);
    CHECK(c.exact(1, 1) == exact(5e-324));
    CHECK(c.lower(1, 2) == 6);
    const NumberTable f = parse_npy(
        file(dictionary("<f4", "True", "(2, 3)"), raw<float>({0.1F, 4, 2, 5, 3, 6}), version), "x.npy");
    CHECK(f.exact(0, 0) == exact(static_cast<double>(0.1F)));
    CHECK(f.lower(0, 2) == 3);
    CHECK(f.lower(1, 0) == 4);
  }
  const NumberTable vector =
      parse_npy(file(dictionary("<f8", "False", "(3,)"), raw<double>({1, 2, 3})), "x.npy");
  CHECK(vector.rows() == 3);
  CHECK(vector.cols() == 1);
  CHECK(vector.place(1) == "row 2");
}

TEST_CASE("what is not such a file is refused with one line, whatever it claims about its size") {
  const std::string two = raw<double>({1, 2});
  const auto says = [](const std::string& bytes, const std::string& part) {
    CAPTURE(part);
    CAPTURE(error_of(bytes));
    CHECK(error_of(bytes).find(part) != std::string::npos);
  };
  says(file(dictionary("<f8", "False", "(2,"), two), "header: expected a size");
  says(file(dictionary(">f8", "False", "(2,)"), two), "found '>f8'");
  says(file(dictionary("<i8", "False", "(2,)"), two), "found '<i8'");
  says(file(dictionary("|O", "False", "(2,)"), two), "found '|O'");
  says(file(dictionary("<f8", "Maybe", "(2,)"), two), "True or False");
  says(file(dictionary("<f8", "False", "()"), two), "one or two dimensions, found 0");
  says(file(dictionary("<f8", "False", "(1, 1, 2)"), two), "one or two dimensions, found 3");
  says(file(dictionary("<f8", "False", "(0, 3)"), ""), "an empty array");
  says(file(dictionary("<f8", "False", "(3,)"), two), "3 x 1 entries of 8 bytes, found 16 bytes");
  says(file(dictionary("<f8", "False", "(1,)"), two), "found 16 bytes");
  says(file(dictionary("<f8", "False", "(18446744073709551615, 18446744073709551615)"), two),
       "found 16 bytes");
  says(file(dictionary("<f8", "False", "(4611686018427387905, 4)"), two), "found 16 bytes");
  says(file(dictionary("<f8", "False", "(99999999999999999999,)"), two), "a size below 2^64");
  says(file(dictionary("<f8", "False", "(-1,)"), two), "a size below 2^64");
  says(file("{'descr': '<f8'}", two), "found fewer");
  says(file("{'descr': '<f8', 'descr': '<f8'}", two), "once");
  says(file("", two), "header: expected '{'");
  says(file(dictionary("<f8", "False", "(2,)"), two, 9), "version 1, 2 or 3, found 9");
  says(file(dictionary("<f8", "False", "(2,)"), raw<double>({1, std::numeric_limits<double>::quiet_NaN()})),
       "row 2, column 1: expected a finite number, found nan");
  says(file(dictionary("<f4", "False", "(1, 2)"), raw<float>({1, -std::numeric_limits<float>::infinity()})),
       "row 1, column 2: expected a finite number, found -inf");
}

TEST_CASE("every truncation of a file, and files with random bytes changed, end in an error or a table") {
  const std::string whole = file(dictionary("<f8", "False", "(2, 1)"), raw<double>({1, 2}));
  for (std::size_t n = 0; n < whole.size(); ++n) CHECK(error_of(whole.substr(0, n)) != "");
  for (int k = 0; k < scaled(2000); ++k) {
    std::string bytes = whole;
    for (int n = rng().integer(1, 4); n > 0; --n)
      bytes[rng().bits() % bytes.size()] = static_cast<char>(rng().integer(-128, 127));
    CHECK(error_of(bytes).find('\n') == std::string::npos);
  }
}

}  // namespace
}  // namespace relugap::samples
