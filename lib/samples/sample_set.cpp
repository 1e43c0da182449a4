#include "lib/samples/sample_set.h"

#include <utility>

#include "lib/core/file.h"
#include "lib/samples/csv.h"
#include "lib/samples/npy.h"

namespace relugap::samples {

NumberTable parse_numbers(std::string_view bytes, const std::string& name) {
  return is_npy(bytes) ? parse_npy(bytes, name) : parse_csv(bytes, name);
}

NumberTable read_numbers(const std::string& path) { return parse_numbers(read_file(path), path); }

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
