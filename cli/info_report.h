#pragma once

#include <string>

#include "cli/info_data.h"
#include "lib/core/json.h"

namespace relugap::cli {

/// The object of schema relugap.info/1 (docs/formats.md).
Json info_json(const std::string& path, const std::string& sha256, const Info& info);

/// The same for a terminal, numbers rounded to ten digits in the safe direction.
std::string info_text(const std::string& path, const Info& info);

}  // namespace relugap::cli
