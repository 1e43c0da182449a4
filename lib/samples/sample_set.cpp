#include "lib/samples/sample_set.h"

#include <utility>

#include "lib/core/file.h"
#include "lib/samples/csv.h"
#include "lib/samples/npy.h"

namespace relugap::samples {

NumberTable read_numbers(const std::string& path) {
  const std::string bytes = read_file(path);
  return is_npy(bytes) ? parse_npy(bytes, path) : parse_csv(bytes, path);
}

SampleSet distinct(NumberTable rows) {
  const std::vector<std::size_t> first = first_equal_rows(rows);
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < first.size(); ++i)
    if (first[i] == i) kept.push_back(i);
  const std::size_t duplicates = first.size() - kept.size();
  if (duplicates > 0) rows.keep(kept);
  return {std::move(rows), std::move(kept), duplicates};
}

}  // namespace relugap::samples
