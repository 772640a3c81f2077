# A room is one folder under src/, one static library, one test program.
#
#   haidang_room(journal
#     SOURCES  merkle.cpp ...          # compiled into the library
#     TESTS    merkle_test.cpp ...     # compiled into journal_test, run by ctest
#     SOURCES_APART                    # each compiled by itself: haidang-verify links some of them
#     TESTS_APART                      # the same; their helpers share names
#     FUZZERS  note_fuzz.cpp ...       # one program each: libFuzzer, or a replay in ctest
#     PARSER_FUZZERS target_fuzz.cpp   # the same, of target.cpp and base alone: no room is built
#     ROOMS    base crypto             # rooms this one may include; must stand lower in the house
#     PACKAGES PkgConfig::sqlite ...   # third-party targets, public where the headers need them
#     PRECOMPILE <acts/body.hpp> ...)  # from this room upwards these are precompiled as well
#
# `#include "journal/merkle.hpp"` compiles only in a room that names journal under ROOMS (or
# reaches it through one): each room exports its own include folder and nothing else.
set(HAIDANG_HOUSE base words crypto store treaty acts directory casework journal vault exchange
    proof letters mail intel capacity review node http cli)

function(haidang_check_direction room)
  list(FIND HAIDANG_HOUSE ${room} own)
  foreach(other IN LISTS ARGN)
    list(FIND HAIDANG_HOUSE ${other} theirs)
    if(theirs LESS 0 OR NOT theirs LESS own)
      message(FATAL_ERROR "room '${room}' may not link '${other}': arrows go downwards only "
                          "(see ARCHITECTURE.md, 'The rooms')")
    endif()
  endforeach()
endfunction()

set(HAIDANG_FUZZ_SECONDS 30 CACHE STRING "How long each fuzzer runs in ctest")
if(HAIDANG_FUZZ)
  add_custom_target(fuzzers)  # all of them: `./run fuzz` builds this and nothing else
endif()

# haidang_fuzzers(LIBRARY a_fuzz.cpp ...)
function(haidang_fuzzers library)
  foreach(source IN LISTS ARGN)
    get_filename_component(name ${source} NAME_WE)
    set(corpus ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name})
    if(HAIDANG_FUZZ)
      add_executable(${name} ${source})
      target_link_options(${name} PRIVATE -fsanitize=fuzzer)
      add_dependencies(fuzzers ${name})
    else()
      # The same target as a regression test: every named corpus file, and a few thousand
      # mutations of them under a fixed seed.
      add_executable(${name} ${source} $<TARGET_OBJECTS:haidang_replay>)
      add_test(NAME fuzz_replay.${name} COMMAND ${name} ${corpus})
      # And for a bounded time under libFuzzer, where the fuzz preset is built (./run test does).
      add_test(NAME fuzz.${name} COMMAND ${CMAKE_SOURCE_DIR}/tests/fuzz/fuzz_for.sh
        ${HAIDANG_FUZZ_SECONDS} ${CMAKE_SOURCE_DIR}/build/fuzz/bin/${name} ${corpus})
      set_tests_properties(fuzz.${name} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)
    endif()
    target_link_libraries(${name} PRIVATE ${library} haidang_flags)
  endforeach()
endfunction()

# With HAIDANG_PCH a room that names headers under PRECOMPILE has them precompiled, with those named
# below it, for itself and all above it: half the time of a cold build. Off in dev and lint, so that
# each file is seen to include what it uses.
function(haidang_precompile_as owner target)
  if(ARGN)
    set_property(GLOBAL APPEND PROPERTY ${owner}_headers ${ARGN})
    get_property(headers GLOBAL PROPERTY ${owner}_headers)
    target_precompile_headers(${target} PRIVATE ${headers})
    set_property(GLOBAL PROPERTY ${owner} ${target})
  else()
    get_property(made_in GLOBAL PROPERTY ${owner})
    target_precompile_headers(${target} REUSE_FROM ${made_in})
  endif()
endfunction()

# haidang_precompile(target [headers to add])
function(haidang_precompile target)
  if(HAIDANG_PCH)
    haidang_precompile_as(haidang_precompiled ${target} ${ARGN})
  endif()
endfunction()

# Tests read one of their own, with their libraries in it; they are optimised less.
set_property(GLOBAL PROPERTY haidang_precompiled_test_headers <doctest/doctest.h> <rapidcheck.h>)
function(haidang_precompile_test target)
  if(HAIDANG_PCH)
    target_compile_options(${target} PRIVATE -O1)
    haidang_precompile_as(haidang_precompiled_test ${target} ${ARGN})
  endif()
endfunction()

# A few files are compiled as one, which saves what each would make of the same templates: names
# in the unnamed namespaces of a room differ. Not where headers are not precompiled either.
function(haidang_join target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${HAIDANG_PCH} UNITY_BUILD_BATCH_SIZE 6)
endfunction()

# haidang_test(NAME source.cpp ...): a program of doctest's, linked with what haidang_flags asks.
function(haidang_test name)
  add_executable(${name} ${ARGN} $<TARGET_OBJECTS:haidang_doctest>)
  target_link_libraries(${name} PRIVATE haidang_flags)
  target_include_directories(${name} SYSTEM PRIVATE ${RAPIDCHECK_DIR} ${DOCTEST_DIR})
endfunction()

# The bodies that many programs share, compiled once.
add_library(haidang_doctest OBJECT ${CMAKE_SOURCE_DIR}/tests/doctest_main.cpp)
target_include_directories(haidang_doctest SYSTEM PRIVATE ${DOCTEST_DIR})
add_library(haidang_replay OBJECT ${CMAKE_SOURCE_DIR}/tests/fuzz/replay.cpp)

function(haidang_room room)
  cmake_parse_arguments(ARG "SOURCES_APART;TESTS_APART" ""
    "SOURCES;TESTS;FUZZERS;PARSER_FUZZERS;ROOMS;PACKAGES;PRECOMPILE" ${ARGN})
  haidang_check_direction(${room} ${ARG_ROOMS})

  set(include_dir ${CMAKE_BINARY_DIR}/include/${room})
  file(MAKE_DIRECTORY ${include_dir})
  if(NOT EXISTS ${include_dir}/${room})
    file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${include_dir}/${room} SYMBOLIC)
  endif()

  add_library(haidang_${room} STATIC ${ARG_SOURCES})
  target_include_directories(haidang_${room} PUBLIC ${include_dir})
  list(TRANSFORM ARG_ROOMS PREPEND haidang_ OUTPUT_VARIABLE libraries)
  target_link_libraries(haidang_${room} PUBLIC ${libraries} ${ARG_PACKAGES}
                                        PRIVATE haidang_flags)
  haidang_precompile(haidang_${room} ${ARG_PRECOMPILE})
  if(NOT ARG_SOURCES_APART)
    haidang_join(haidang_${room})
  endif()

  if(ARG_TESTS)
    haidang_test(${room}_test ${ARG_TESTS})
    target_link_libraries(${room}_test PRIVATE haidang_${room} ${RAPIDCHECK_LIBRARY})
    haidang_precompile_test(${room}_test ${ARG_PRECOMPILE})
    if(NOT ARG_TESTS_APART)
      haidang_join(${room}_test)
    endif()
    target_compile_definitions(${room}_test PRIVATE
      HAIDANG_SOURCE_DIR="${CMAKE_SOURCE_DIR}" HAIDANG_BINARY_DIR="${CMAKE_BINARY_DIR}")
    add_test(NAME unit.${room} COMMAND ${room}_test)
    set_tests_properties(unit.${room} PROPERTIES TIMEOUT 300)
  endif()
  haidang_fuzzers(haidang_${room} ${ARG_FUZZERS})
  foreach(source IN LISTS ARG_FUZZERS)
    get_filename_component(name ${source} NAME_WE)
    haidang_precompile(${name})
  endforeach()
  foreach(source IN LISTS ARG_PARSER_FUZZERS)
    haidang_fuzzers(haidang_base ${source})
    get_filename_component(name ${source} NAME_WE)
    string(REGEX REPLACE "_fuzz$" ".cpp" parser ${name})
    target_sources(${name} PRIVATE ${parser})
    target_include_directories(${name} PRIVATE ${include_dir})
  endforeach()
endfunction()

# Embeds data files into a room as one generated table: name -> bytes (see base/embedded.hpp).
#   haidang_embed(treaty TABLE treaty_files BASE ${CMAKE_SOURCE_DIR}/treaty FILES a.json ...)
function(haidang_embed room)
  cmake_parse_arguments(ARG "" "TABLE;BASE" "FILES" ${ARGN})
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/${ARG_TABLE}.cpp)
  list(TRANSFORM ARG_FILES PREPEND ${ARG_BASE}/ OUTPUT_VARIABLE paths)
  add_custom_command(OUTPUT ${generated}
    COMMAND ${CMAKE_COMMAND} -DTABLE=${ARG_TABLE} -DBASE=${ARG_BASE} -DOUT=${generated}
            "-DFILES=${ARG_FILES}" -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${paths} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
  # The bytes come in through the assembler, so the compiler must see changes to the data too.
  set_source_files_properties(${generated} PROPERTIES OBJECT_DEPENDS "${paths}")
  target_sources(haidang_${room} PRIVATE ${generated})
endfunction()
