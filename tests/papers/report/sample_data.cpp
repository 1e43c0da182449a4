#include "tests/papers/report/sample_data.h"

namespace relugap::test {

Json certify_record(double lower, double upper) {
  return {{"schema", "relugap.certify/1"},
          {"lower", lower},
          {"upper", upper},
          {"witness", {0.125}},
          {"status", "converged"},
          {"boxes", 7},
          {"seconds", 0.5},
          {"inputs", {{{"role", "function"}, {"widths", {1, 50, 50, 50, 1}}, {"parameters", 5251}}}}};
}

Json estimate_record(double largest) {
  return {{"schema", "relugap.estimate/1"}, {"largest", largest}, {"proved_at_point", largest}};
}

Json bound_record(const std::string& quantity) {
  const bool samples = quantity == "samples";
  const auto bound = [&](const char* theorem, const char* kind, double log10, const char* down,
                         const char* up) {
    return Json{{"theorem", theorem},      {"kind", kind},       {"quantity", quantity}, {"status", "proved"},
                {"log10", {log10, log10}}, {"value", {down, up}}};
  };
  Json report = {{"schema", "relugap.bound/1"}, {"class", {{"parameters", 2165}}}};
  report["bounds"] = Json::array();
  if (samples) {
    report["bounds"].push_back(bound("bump-deterministic", "lower", 82.5986, "3.96e82", "3.97e82"));
    report["bounds"].push_back(bound("bump-randomized", "lower", 80.5, "3.16e80", "3.17e80"));
    report["best"] = {
        {"deterministic", "bump-deterministic"}, {"randomized", "bump-randomized"}, {"upper", nullptr}};
  } else {
    report["bounds"].push_back(bound("bump-deterministic", "lower", 0.913, "8.19", "8.20"));
    report["bounds"].push_back(bound("bump-randomized", "lower", 0.309, "2.04", "2.05"));
    report["bounds"].push_back(bound("lipschitz-grid", "upper", 3.31, "2048", "2049"));
    report["best"] = {{"deterministic", "bump-deterministic"},
                      {"randomized", "bump-randomized"},
                      {"upper", "lipschitz-grid"}};
  }
  report["bounds"].push_back({{"theorem", "bgv2023-uniform"}, {"kind", "lower"}, {"status", "recalled"}});
  return report;
}

report::ReportData sample_report() {
  report::ReportData data;
  data.version = "0.0.0";
  data.spec.path = "spec.toml";
  data.spec.title = "A <title> & more";
  for (const char* widths : {"45-46-1-1", "6-32x4-1"}) {
    report::ArchitectureEntry entry;
    entry.spec.widths = widths;
    entry.spec.q = "2";
    entry.spec.coefficient = "1";
    entry.bound = bound_record("samples");
    data.architectures.push_back(entry);
  }
  for (const std::uint64_t d : {1u, 3u}) {
    for (const std::uint64_t n : {100u, 1000u}) {
      const double error = (n == 100 ? 0x1p-5 : 0x1p-7) * static_cast<double>(d);
      report::PairEntry pair;
      pair.spec.dimension = d;
      pair.spec.samples = n;
      pair.spec.teacher_label = "0";
      pair.certify = certify_record(error, 1.25 * error);
      pair.estimate = estimate_record(0.875 * error);
      pair.teacher_class = {Rational(1, 2), bound_record("error")};
      data.pairs.push_back(pair);
    }
  }
  report::FormulaEntry formula;
  formula.spec.name = "sine";
  formula.spec.target = "expr:sin(x1)";
  formula.spec.samples = 1000;
  formula.certify = certify_record(0.25, 0.2501);
  formula.estimate = estimate_record(0.2499);
  for (int i = 0; i <= 20; ++i) {
    const double x = i / 20.0;
    for (report::Curve* curve : {&formula.whole, &formula.zoom}) {
      curve->x.push_back(x);
      curve->target.push_back(x * x);
      curve->network.push_back(x);
    }
    formula.training_x.push_back(x);
    formula.training_y.push_back(x * x);
  }
  data.formulas.push_back(formula);
  return data;
}

}  // namespace relugap::test
