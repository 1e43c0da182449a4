#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <iostream>

#include "tests/support/random.h"

namespace {

/// Restarts the random inputs with each test case, and names the seed when one fails.
struct SeedListener : doctest::IReporter {
  explicit SeedListener(const doctest::ContextOptions&) {}
  void report_query(const doctest::QueryData&) override {}
  void test_run_start() override {}
  void test_run_end(const doctest::TestRunStats& run) override {
    if (run.numTestCasesFailed > 0) {
      std::cout << "random inputs: RELUGAP_TEST_SEED=" << relugap::test::test_seed() << '\n';
    }
  }
  void test_case_start(const doctest::TestCaseData&) override { relugap::test::reset_rng(); }
  void test_case_reenter(const doctest::TestCaseData&) override { relugap::test::reset_rng(); }
  void test_case_end(const doctest::CurrentTestCaseStats&) override {}
  void test_case_exception(const doctest::TestCaseException&) override {}
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData&) override {}
  void log_message(const doctest::MessageData&) override {}
  void test_case_skipped(const doctest::TestCaseData&) override {}
};

}  // namespace

DOCTEST_REGISTER_LISTENER("seed", 1, SeedListener);
