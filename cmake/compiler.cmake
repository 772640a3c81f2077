# One set of flags for every room: warnings are errors, mold links, ccache remembers.
add_library(haidang_flags INTERFACE)
target_compile_options(haidang_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
  -Wold-style-cast -Wimplicit-fallthrough -Werror
  -fno-omit-frame-pointer -fstack-protector-strong)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(haidang_flags INTERFACE -Wthread-safety)
  if(HAIDANG_PCH)  # ccache compares contents, so the header must not carry its time
    target_compile_options(haidang_flags INTERFACE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
endif()
target_compile_definitions(haidang_flags INTERFACE BOOST_ALL_NO_LIB BOOST_JSON_NO_LIB)

find_program(CCACHE_PROGRAM ccache)
# Without this sloppiness it passes by whatever reads a precompiled header. It knows the headers by
# the compiler's own list of them and runs no preprocessor before it.
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_DEPEND=1 ${CCACHE_PROGRAM})
endif()
find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()

if(HAIDANG_SANITIZE)
  add_compile_options(-fsanitize=${HAIDANG_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${HAIDANG_SANITIZE})
endif()
if(HAIDANG_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
