# Shorter builds: the headers of Boost, GMP and nlohmann-json, which most translation units read, are read once. System
# headers only, so that a changed file of ours rebuilds what includes it and no more. The preset dev builds without
# (CMAKE_DISABLE_PRECOMPILE_HEADERS) and so notices a missing #include.
file(WRITE ${PROJECT_BINARY_DIR}/precompiled/empty.cpp "")
add_library(relugap_precompiled OBJECT ${PROJECT_BINARY_DIR}/precompiled/empty.cpp)
target_link_libraries(relugap_precompiled PRIVATE relugap_flags nlohmann_json::nlohmann_json)
target_precompile_headers(relugap_precompiled PRIVATE
  <boost/multiprecision/gmp.hpp> <boost/numeric/interval/arith.hpp> <boost/numeric/interval/arith2.hpp>
  <boost/numeric/interval/interval.hpp> <boost/numeric/interval/policies.hpp> <boost/numeric/interval/utility.hpp>
  <nlohmann/json.hpp> <algorithm> <functional> <map> <string> <variant> <vector>)

# Targets with other flags (in the tests of lib/arith on purpose), or that hardly use these headers.
set(relugap_own_flags relugap relugap_onnx_proto make_networks test_lib_arith_plain_unit_first test_lib_arith_plain_unit_last test_lib_arith_fast_math_unit
                      test_lib_arith_flush_to_zero)

function(relugap_reuse_precompiled directory)
  get_property(targets DIRECTORY ${directory} PROPERTY BUILDSYSTEM_TARGETS)
  get_property(children DIRECTORY ${directory} PROPERTY SUBDIRECTORIES)
  foreach(target IN LISTS targets)
    get_target_property(type ${target} TYPE)
    if(type MATCHES "STATIC_LIBRARY|EXECUTABLE" AND NOT target IN_LIST relugap_own_flags)
      target_precompile_headers(${target} REUSE_FROM relugap_precompiled)
    endif()
  endforeach()
  foreach(child IN LISTS children)
    relugap_reuse_precompiled(${child})
  endforeach()
endfunction()
relugap_reuse_precompiled(${PROJECT_SOURCE_DIR})
