/// json_value FILE POINTER: prints the value at a JSON pointer ("/inputs/0/sha256"; "" is the whole
/// document), strings without quotes. Exit code 1 if the file is not exactly one JSON document or has no such
/// value.
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: json_value FILE POINTER\n";
    return 2;
  }
  try {
    std::ifstream file(argv[1]);
    const auto document = nlohmann::ordered_json::parse(file);
    const auto& value = document.at(nlohmann::ordered_json::json_pointer(argv[2]));
    std::cout << (value.is_string() ? value.get<std::string>() : value.dump()) << '\n';
  } catch (const std::exception& error) {
    std::cerr << argv[1] << ": " << argv[2] << ": " << error.what() << '\n';
    return 1;
  }
  return 0;
}
