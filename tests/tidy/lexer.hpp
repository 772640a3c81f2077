// Just enough of C++'s lexical grammar to look at code without its comments and literals.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace haidang::tidy {

// The same text with comments and the insides of literals blanked; every line keeps its number.
std::string code_only(std::string_view source);

// The same code with preprocessor lines blanked too.
std::string without_directives(std::string_view code);

struct Function {
  std::string name;        // as far as it can be told: the last word before the parameters
  std::size_t first_line;  // of the signature, counted from 1
  std::size_t line_count;  // through the closing brace
};

// Functions with a body, at namespace or class level; what stands inside one belongs to it.
std::vector<Function> functions_in(std::string_view code);

bool is_word_character(char c);
std::size_t line_at(std::string_view text, std::size_t offset);  // counted from 1
std::vector<std::string_view> lines_of(std::string_view text);   // without the line ends

}  // namespace haidang::tidy
