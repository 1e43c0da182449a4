#pragma once

#include <string_view>
#include <vector>

#include "bounds/class.h"
#include "lib/samples/sample_set.h"
#include "lib/target/domain.h"

namespace relugap::bounds::witness::test {

/// A class from texts, as on the command line.
NetworkClass make_class(std::string_view widths, std::string_view q, std::string_view c, bool joint = false);

/// A small random class: up to 4 inputs, 3 to 5 layers, first width at least 2, q among 1, 3/2, 2, 5/2, 3, inf.
NetworkClass random_class();

/// Some points of the box: doubles, decimals and fractions, now and then repeated or on its boundary.
samples::SampleSet random_samples(const target::RationalBox& box, int most);

/// [lo, hi]^d.
target::RationalBox cube(std::size_t d, const Rational& lo, const Rational& hi);

/// A point of the samples, exactly.
std::vector<Rational> point(const samples::SampleSet& samples, std::size_t j);

}  // namespace relugap::bounds::witness::test
