#include "bounds/witness/verify.h"

#include <doctest/doctest.h>

#include "lib/arith/directed.h"
#include "tests/bounds/witness/cases.h"

namespace relugap::bounds::witness {
namespace {

// u(x) = relu(b - 1/2 relu(x - 1/2) - 1/2 relu(1/2 - x)), times 1, in H^inf with c = 1; zero at 0 and 1 for b = 1/4.
net::Network tent(double bias, double weight = 1, double last = 1, double last_bias = 0) {
  return {1,
          {net::Dense{2, 1, {weight, -1}, {-0.5, 0.5}}, net::Relu{}, net::Dense{1, 2, {-0.5, -0.5}, {bias}},
           net::Relu{}, net::Dense{1, 1, {last}, {last_bias}}}};
}

samples::SampleSet ends() {
  samples::NumberTable table(1, "line", 4);
  table.append(0.0);
  table.append(1.0);
  return samples::distinct(std::move(table));
}

TEST_CASE("a bump is accepted, with its exact height") {
  const NetworkClass h = test::make_class("1,2,1,1", "inf", "1");
  const Verdict verdict = verify_witness(tent(0.25), h, ends(), {Rational(1, 2)}, 1);
  CHECK(!verdict.not_in_class);
  CHECK(!verdict.not_zero);
  CHECK(verdict.height == Rational(1, 4));
  CHECK(verdict.height_is_norm);
  CHECK(verify_witness(tent(0.25), test::make_class("1,5,7,1", "inf", "1"), ends(), {Rational(1, 2)}, 1)
            .not_in_class == std::nullopt);
}

TEST_CASE("one unit in the last place too much is seen: in a norm, and at a sample") {
  const NetworkClass h = test::make_class("1,2,1,1", "inf", "1");
  const auto judge = [&](const net::Network& u, const NetworkClass& c) {
    return verify_witness(u, c, ends(), {Rational(1, 2)}, 1);
  };
  CHECK(judge(tent(directed::next_up(0.25)), h).not_zero == "it is not zero at the sample in line 4");
  CHECK(judge(tent(0.25, directed::next_up(1)), h).not_in_class ==
        "the norm of layer 1 is not seen to be at most c");
  CHECK(judge(tent(0.25, 1, 1, 5e-324), h).not_zero);
  CHECK(!judge(tent(0.25, 1, 1, 5e-324), h).height_is_norm);
  CHECK(!judge(tent(0.25, 1, -1), h).height_is_norm);
  // ||W^1||_2 = sqrt(2), ||b^1||_2 = sqrt(1/2); jointly sqrt(5/2), whose square root 2.5 lies between (1581/1000)^2 and (1582/1000)^2.
  CHECK(judge(tent(0.25), test::make_class("1,2,1,1", "2", "1")).not_in_class);
  CHECK(!judge(tent(0.25), test::make_class("1,2,1,1", "2", "1.415")).not_in_class);
  CHECK(judge(tent(0.25), test::make_class("1,2,1,1", "2", "1.581", true)).not_in_class);
  CHECK(!judge(tent(0.25), test::make_class("1,2,1,1", "2", "1.582", true)).not_in_class);
}

TEST_CASE("networks of another shape are not in the class") {
  const auto why = [&](std::string_view widths) {
    return verify_witness(tent(0.25), test::make_class(widths, "inf", "1"), ends(), {Rational(1, 2)}, 1)
        .not_in_class;
  };
  CHECK(why("1,2,1,1,1"));
  CHECK(why("1,1,1,1") == "layer 1 is wider than the class allows");
  CHECK(why("1,2,1"));
}

TEST_CASE("samples that intervals cannot decide are decided in rationals") {
  samples::NumberTable table(1);
  CHECK(table.append(Rational(1, 3)));
  const samples::SampleSet third = samples::distinct(std::move(table));
  // relu(3x - 1) and relu(1 - 3x) are zero at 1/3 and not at the doubles beside it.
  const net::Network u(1, {net::Dense{2, 1, {3, -3}, {-1, 1}}, net::Relu{}, net::Dense{1, 2, {1, 1}, {0}},
                           net::Relu{}, net::Dense{1, 1, {1}, {0}}});
  const Verdict verdict =
      verify_witness(u, test::make_class("1,2,1,1", "inf", "3"), third, {Rational(1, 2)}, 1);
  CHECK(verdict.exactly_checked == 1);
  CHECK(!verdict.not_zero);
}

}  // namespace
}  // namespace relugap::bounds::witness
