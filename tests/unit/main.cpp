// The main of every test program. A run in which nothing was tested fails: ctest asks for each test by its name, and a
// name that is cut on the way (CMake splits at a semicolon) would otherwise pass for ever.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <spdlog/spdlog.h>

#include <cstdio>

namespace {

unsigned tested = 0;  // test cases

struct Counter : doctest::IReporter {
  explicit Counter(const doctest::ContextOptions& /*options*/) {}
  void test_case_start(const doctest::TestCaseData& /*test*/) override { ++tested; }
  void report_query(const doctest::QueryData& /*query*/) override {}
  void test_run_start() override {}
  void test_run_end(const doctest::TestRunStats& /*stats*/) override {}
  void test_case_reenter(const doctest::TestCaseData& /*test*/) override {}
  void test_case_end(const doctest::CurrentTestCaseStats& /*stats*/) override {}
  void test_case_exception(const doctest::TestCaseException& /*exception*/) override {}
  void subcase_start(const doctest::SubcaseSignature& /*subcase*/) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData& /*assert*/) override {}
  void log_message(const doctest::MessageData& /*message*/) override {}
  void test_case_skipped(const doctest::TestCaseData& /*test*/) override {}
};

REGISTER_LISTENER("counter", 1, Counter);

}  // namespace

int main(int argc, char** argv) {
  (void)spdlog::default_logger();  // made before any thread is, as by saitd: ThreadSanitizer does not see into its
                                   // library
  doctest::Context context(argc, argv);
  const int result = context.run();
  if (context.shouldExit() || tested > 0) return result;
  std::fputs("error: no test has this name\n", stderr);
  return 1;
}
