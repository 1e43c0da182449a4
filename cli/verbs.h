#pragma once

#include <CLI/CLI.hpp>

/// One function per verb of the program: adds its subcommand, whose callback does the job and sets exit_code (0 or 1,
/// the exit codes are in docs/formats.md). Bad input throws InputError, a failing machine EnvironmentError.
namespace relugap::cli {

void add_bound(CLI::App& app, int& exit_code);
void add_certify(CLI::App& app, int& exit_code);
void add_info(CLI::App& app, int& exit_code);
void add_report(CLI::App& app, int& exit_code);
void add_witness(CLI::App& app, int& exit_code);

}  // namespace relugap::cli
