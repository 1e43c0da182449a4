#pragma once

#include "cli/certify_job.h"

namespace relugap::cli {

/// (upper - lower)/lower rounded up; null if lower is 0 or upper infinite.
Json gap_json(double lower, double upper);

/// The object of schema relugap.certify/1 (docs/formats.md) for the sup norm of networks with one output.
Json certify_json(const PreparedJob& prepared, const verify::NormEnclosure& result);

/// The same for whatever was asked. Requires: `result` is of this job.
Json certify_json(const CertifyJob& job, const PreparedJob& prepared, const CertifyResult& result);

}  // namespace relugap::cli
