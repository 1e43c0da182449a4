#include "cli/report_plan.h"
#include "lib/core/error.h"
#include "lib/samples/sample_set.h"

namespace relugap::cli {

void read_training_samples(const std::string& path, std::vector<double>& x, std::vector<double>& y) {
  const samples::NumberTable table = samples::read_numbers(path);
  if (table.cols() != 2)
    throw InputError(path + ": expected two columns x,y, found " + std::to_string(table.cols()));
  for (std::size_t j = 0; j < table.rows(); ++j) {
    x.push_back(table.lower(j, 0));
    y.push_back(table.lower(j, 1));
  }
}

}  // namespace relugap::cli
