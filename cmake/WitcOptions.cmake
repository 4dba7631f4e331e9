# Options, warnings, sanitizers, and the two functions every room uses.

option(WITC_BUILD_TESTS "Build the test suite" ${PROJECT_IS_TOP_LEVEL})
option(WITC_INSTALL "Make install rules" ${PROJECT_IS_TOP_LEVEL})
option(WITC_WERROR "Treat warnings as errors" ${PROJECT_IS_TOP_LEVEL})
set(WITC_SANITIZE "" CACHE STRING "Sanitizer: address, undefined or thread; empty for none")
set_property(CACHE WITC_SANITIZE PROPERTY STRINGS "" address undefined thread)
option(WITC_FUZZ "Build the libFuzzer targets, and everything with coverage counters (clang only)" OFF)

if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release, RelWithDebInfo or MinSizeRel" FORCE)
endif()

# These variables, and the include folder, are for this directory and those below: a project that has witc as a
# subdirectory keeps its own.
include_directories(${PROJECT_SOURCE_DIR})
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib)

find_program(WITC_CCACHE ccache)
if(WITC_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${WITC_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${WITC_CCACHE})
endif()

add_library(witc_flags INTERFACE)
target_compile_options(witc_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra> -fno-omit-frame-pointer)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # libstdc++ 12's own std::stable_sort uses std::get_temporary_buffer.
  target_compile_options(witc_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-deprecated-declarations>)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # Wrong alarms of this version at -O3: "text" + std::string as overlapping (GCC bug 105651), and members of a
  # std::variant's inactive alternatives as uninitialised.
  target_compile_options(witc_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict -Wno-maybe-uninitialized>)
endif()
if(WITC_WERROR)
  target_compile_options(witc_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Werror>)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Debug" OR WITC_SANITIZE)
  target_compile_definitions(witc_flags INTERFACE _GLIBCXX_ASSERTIONS)
endif()
if(WITC_SANITIZE)
  target_compile_options(witc_flags INTERFACE -fsanitize=${WITC_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(witc_flags INTERFACE -fsanitize=${WITC_SANITIZE})
  if(WITC_SANITIZE STREQUAL "undefined" AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # It reads the bytes before a function that is called by pointer; code made at run time has none to read.
    target_compile_options(witc_flags INTERFACE -fno-sanitize=function)
  endif()
endif()
if(WITC_FUZZ)
  # The counters are in the fuzz programs: no other program links.
  target_compile_options(witc_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# witc_library(NAME SOURCES… DEPENDS… HEADERS…): a room as a static library `witc_NAME` with alias `witc::NAME`.
# Internal headers are included from the repository root ("wasm/module.hpp"), public ones from the room's include/ folder.
# DEPENDS are libraries that whoever uses this one links, too; HEADERS are libraries that are headers only, for the sources.
function(witc_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;HEADERS" ${ARGN})
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "witc_library(${name}): unknown arguments: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  add_library(witc_${name} STATIC ${arg_SOURCES})
  add_library(witc::${name} ALIAS witc_${name})
  set_target_properties(witc_${name} PROPERTIES EXPORT_NAME ${name})
  target_compile_features(witc_${name} PUBLIC cxx_std_23)
  if(IS_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/include)
    target_include_directories(witc_${name} PUBLIC $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include>
                                                   $<INSTALL_INTERFACE:include>)
  endif()
  list(TRANSFORM arg_HEADERS REPLACE "(.+)" "$<BUILD_INTERFACE:\\1>")  # nothing that an installed library needs
  target_link_libraries(witc_${name} PUBLIC ${arg_DEPENDS} PRIVATE $<BUILD_INTERFACE:witc_flags> ${arg_HEADERS})
endfunction()

# witc_test(NAME SOURCES… DEPENDS… [WORKING_DIRECTORY dir]): a GoogleTest executable whose cases CTest lists one by one,
# as NAME.Suite.Case. The cases are discovered when ctest starts, so building needs to run nothing.
function(witc_test name)
  cmake_parse_arguments(arg "" "WORKING_DIRECTORY" "SOURCES;DEPENDS" ${ARGN})
  if(NOT arg_WORKING_DIRECTORY)
    set(arg_WORKING_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
  endif()
  find_package(GTest REQUIRED)
  include(GoogleTest)
  add_executable(test_${name} ${arg_SOURCES})
  target_link_libraries(test_${name} PRIVATE ${arg_DEPENDS} $<TARGET_NAME_IF_EXISTS:witc_test_support>
                                             GTest::gtest GTest::gtest_main witc_flags)
  set_target_properties(test_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  gtest_discover_tests(test_${name} TEST_PREFIX ${name}. NO_PRETTY_VALUES WORKING_DIRECTORY ${arg_WORKING_DIRECTORY}
                       DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 600)
endfunction()
