#include <cstdio>
#include <new>
#include <string>
#include <system_error>

#include "cli/verbs.h"
#include "lib/arith/self_test.h"
#include "lib/core/error.h"
#include "lib/core/version.h"

namespace {

int fail(int code, const std::string& line) {
  std::fprintf(stderr, "relugap: %s\n", line.c_str());
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Certified bounds for learning ReLU networks to high uniform accuracy.\n"
      "Every bound printed is a theorem; docs/trust.md says under which assumptions."};
  app.name("relugap");
  app.require_subcommand(1);
  int exit_code = 0;
  relugap::cli::add_bound(app, exit_code);
  relugap::cli::add_certify(app, exit_code);
  relugap::cli::add_info(app, exit_code);
  relugap::cli::add_report(app, exit_code);
  relugap::cli::add_witness(app, exit_code);
  const std::string version = std::string("relugap ") + relugap::version();
  app.set_version_flag("--version", version);
  const std::string first = argc > 1 ? argv[1] : "";
  std::string verbs;
  bool known = first.empty() || first[0] == '-';
  for (CLI::App* verb : app.get_subcommands({})) {
    verb->set_version_flag("--version", version);
    verbs += (verbs.empty() ? "" : ", ") + verb->get_name();
    known = known || verb->get_name() == first;
  }
  if (!known) return fail(2, "verb: expected one of " + verbs + ", found '" + first + "'");
  try {
    relugap::check_floating_point_environment();
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    return fail(2, std::string(error.what()) + " (relugap --help lists the options)");
  } catch (const relugap::InputError& error) {
    return fail(2, error.what());
  } catch (const relugap::EnvironmentError& error) {
    return fail(3, error.what());
  } catch (const std::system_error& error) {
    return fail(3, error.what());
  } catch (const std::bad_alloc&) {
    return fail(3, "out of memory");
  }
  return exit_code;
}
