#include <cmath>
#include <cstdlib>
#include <sstream>

#include "cli/report_plan.h"
#include "lib/core/error.h"
#include "lib/core/file.h"

namespace relugap::cli {

namespace {

/// Reads one finite number up to `end`; moves `text` behind it.
bool read_number(const char*& text, char end, double& number) {
  char* stop = nullptr;
  number = std::strtod(text, &stop);
  if (stop == text || *stop != end || !std::isfinite(number)) return false;
  text = *stop == '\0' ? stop : stop + 1;
  return true;
}

}  // namespace

void read_training_samples(const std::string& path, std::vector<double>& x, std::vector<double>& y) {
  std::istringstream lines(read_file(path));
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    const char* text = line.c_str();
    double px = 0, py = 0;
    if (number == 1 ? line == "x,y" : read_number(text, ',', px) && read_number(text, '\0', py)) {
      if (number > 1) {
        x.push_back(px);
        y.push_back(py);
      }
      continue;
    }
    throw InputError(path + ":" + std::to_string(number) + ": expected " +
                     (number == 1 ? "the header x,y" : "two numbers x,y") + ", found '" + line.substr(0, 40) +
                     "'");
  }
  if (x.empty()) throw InputError(path + ": expected the header x,y and samples below it, found no sample");
}

}  // namespace relugap::cli
