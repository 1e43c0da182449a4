#pragma once

#include <string>
#include <vector>

#include "verify/norm/norms.h"

namespace relugap::cli {

/// The norms of `--norm`: "inf", a number p >= 1 (decimal or fraction), or several of them with commas between.
///
/// Fails: InputError for an empty list, a number below 1, a norm that is there twice, anything else.
std::vector<verify::Norm> parse_norms(const std::string& text);

/// "sup |f - g|" or "||f - g||_p".
std::string norm_text(const verify::Norm& norm);

}  // namespace relugap::cli
