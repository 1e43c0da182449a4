#include "lib/net/onnx_reader.h"

#include <onnx.pb.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "lib/core/file.h"
#include "lib/core/quote.h"
#include "lib/net/onnx_layers.h"

namespace relugap::net {
namespace {

constexpr std::int64_t kFree = -1;
constexpr std::int64_t kMinOpset =
    7;  // broadcasting as today; nothing that we read has changed its meaning since

onnx::ModelProto parse_model(std::string_view bytes, const Where& where) {
  onnx::ModelProto model;
  if (bytes.empty()) where.refuse("an ONNX model", "an empty file");
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    where.refuse("at most 2 GiB", std::to_string(bytes.size()) + " bytes");
  }
  if (!model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    where.refuse("an ONNX model",
                 std::to_string(bytes.size()) + " bytes that are not one (truncated, or another format)");
  }
  if (!model.has_graph()) where.refuse("an ONNX model", "no graph (truncated, or another format)");
  return model;
}

void check_operator_set(const onnx::ModelProto& model, const Where& where) {
  for (const onnx::OperatorSetIdProto& set : model.opset_import()) {
    if (!set.domain().empty() && set.domain() != "ai.onnx") continue;
    if (set.version() < kMinOpset) {
      where.refuse("operator set 7 or later", "operator set " + std::to_string(set.version()));
    }
    return;
  }
  where.refuse("a version of the ONNX operator set", "none (truncated?)");
}

// Declared lengths, kFree for those that are not fixed. Requires: a shape is declared.
Dims declared_dims(const onnx::ValueInfoProto& value, const Where& where) {
  Dims dims;
  for (const auto& dim : value.type().tensor_type().shape().dim()) {
    const bool fixed = dim.has_dim_value() && dim.dim_value() != kFree;
    if (fixed && dim.dim_value() < 1) where.refuse("lengths of at least 1", std::to_string(dim.dim_value()));
    dims.push_back(fixed ? dim.dim_value() : kFree);
  }
  return dims;
}

struct InputShape {
  Dims dims;               // of one point
  std::int64_t batch = 1;  // the fixed size of a batch of rows
};

// The shape of one point: free axes have length 1, except that one takes what the first matrix needs if all are free.
InputShape input_shape(const onnx::ValueInfoProto& input, const std::optional<Contraction>& matrix,
                       const Where& where) {
  if (!input.type().tensor_type().has_shape()) {
    if (!matrix) where.refuse("a shape", "none");
    return {matrix->rows ? Dims{1, matrix->length} : Dims{matrix->length, 1}};
  }
  InputShape shape{declared_dims(input, where)};
  Dims& dims = shape.dims;
  const auto free_axes = std::count(dims.begin(), dims.end(), kFree);
  const auto last_free = std::find(dims.rbegin(), dims.rend(), kFree);
  const bool nothing_fixed =
      std::all_of(dims.begin(), dims.end(), [](std::int64_t n) { return n == kFree || n == 1; });
  if (free_axes > 1 && !matrix) where.refuse("at most one free axis", to_string(dims));
  if (free_axes > 0 && nothing_fixed && matrix) *last_free = matrix->length;
  std::replace(dims.begin(), dims.end(), kFree, std::int64_t{1});
  // Several points at once: what follows the first axis is already as long as the rows that the matrix reads.
  if (matrix && matrix->rows && dims.size() >= 2 && dims[0] > 1) {
    const std::size_t rest = count(Dims(dims.begin() + 1, dims.end()), where);
    if (rest == static_cast<std::size_t>(matrix->length)) shape.batch = std::exchange(dims[0], 1);
  }
  return shape;
}

void check_output(const onnx::ValueInfoProto& output, const Dims& dims, std::int64_t batch,
                  const Where& where) {
  if (!output.type().tensor_type().has_shape()) return;
  Dims declared = declared_dims(output, where);
  const std::string found = to_string(declared);
  // The length of a leading batch axis is free for us, whatever the file says.
  const bool leading = dims.size() >= 2 && dims[0] == 1;
  if (!declared.empty() && (leading || declared[0] == batch)) declared[0] = kFree;
  bool agree = declared.size() == dims.size();
  for (std::size_t i = 0; agree && i < dims.size(); ++i)
    agree = declared[i] == kFree || declared[i] == dims[i];
  if (!agree)
    where.refuse("the shape " + to_string(dims) + " that the nodes give", "the declared shape " + found);
}

Network read_graph(const onnx::GraphProto& proto, const std::string& path, std::size_t size) {
  const Graph graph(proto, path);
  const onnx::ValueInfoProto& input = graph.input();
  const Where where{path, "input " + quote(input.name())};
  if (!input.type().has_tensor_type()) where.refuse("a tensor", "another type");
  const int type = input.type().tensor_type().elem_type();
  if (type != onnx::TensorProto::FLOAT && type != onnx::TensorProto::DOUBLE) {
    where.refuse("elements FLOAT or DOUBLE", type_name(type));
  }
  const std::vector<const Node*> nodes = graph.path();
  Constants constants(graph);
  const InputShape shape = input_shape(input, first_contraction(nodes, graph, constants), where);
  // Every input of a matrix has a stored number of at least four bytes; weights may be used a few times.
  const std::size_t limit = 16 * size + 4096;
  const std::size_t inputs = count(shape.dims, where);
  if (inputs > limit)
    where.refuse("an input that the stored weights can read", "shape " + to_string(shape.dims));

  Translator translator(graph, constants, type, shape.dims, limit);
  translator.set_batch(shape.batch);
  translator.translate(nodes);
  check_output(graph.output(), translator.dims(), shape.batch,
               {path, "output " + quote(graph.output().name())});
  return Network(inputs, translator.take());
}

}  // namespace

Network parse_onnx(std::string_view bytes, const std::string& name) {
  const Where where{name, "model"};
  const onnx::ModelProto model = parse_model(bytes, where);
  check_operator_set(model, where);
  return read_graph(model.graph(), name, bytes.size());
}

Network read_onnx(const std::string& path) { return parse_onnx(read_file(path), path); }

}  // namespace relugap::net
