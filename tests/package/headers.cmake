# The installed headers need nothing but themselves and a compiler that was told the language.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/steps.cmake)

file(GLOB_RECURSE headers RELATIVE "${prefix}/include" "${prefix}/include/*")
list(TRANSFORM headers REPLACE "(.+)" "#include <\\1>\n" OUTPUT_VARIABLE lines)
list(JOIN lines "" source)
if(NOT source MATCHES "witc/component.hpp" OR NOT source MATCHES "witc/abi/walk.hpp" OR NOT source MATCHES "witc/wasi.hpp")
  message(FATAL_ERROR "headers are missing: ${headers}")
endif()
file(WRITE "${folder}/all.cpp" "${source}")
set(compile ${launcher} "${cxx}" -fsyntax-only -Wall -Wextra -Werror -I "${prefix}/include" all.cpp)
step(COMMAND ${compile} -std=c++23)
step(COMMAND ${compile} -std=c++20 FAILS SAYS "witc needs C\\+\\+23: compile with -std=c\\+\\+23")
