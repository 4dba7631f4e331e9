# What a project that uses witc can call, whether it found the package or has the sources as a subdirectory (docs/cmake.md).

include_guard(GLOBAL)

# The policies of whoever calls do not matter: a function has those of the file that defines it.
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

# Stops with a message unless `target` is something that compiles sources and was added in the directory that calls.
function(_witc_check_target function target)
  if(NOT TARGET "${target}")
    message(FATAL_ERROR "${function}: there is no target \"${target}\"; call it after add_executable or add_library")
  endif()
  get_target_property(alias ${target} ALIASED_TARGET)
  get_target_property(imported ${target} IMPORTED)
  get_target_property(type ${target} TYPE)
  if(alias OR imported OR NOT type MATCHES "^(EXECUTABLE|(STATIC|SHARED|MODULE|OBJECT)_LIBRARY)$")
    message(FATAL_ERROR "${function}: expected an executable or a library with sources, but \"${target}\" is "
                        "an alias, imported, or of type ${type}")
  endif()
  get_target_property(folder ${target} SOURCE_DIR)
  if(NOT folder STREQUAL CMAKE_CURRENT_SOURCE_DIR)
    message(FATAL_ERROR "${function}: \"${target}\" belongs to ${folder}; call it in the CMakeLists.txt there")
  endif()
endfunction()

# Stops with a message when cmake_parse_arguments(arg …) found what it does not know or keywords without their value.
function(_witc_check_arguments function usage)
  if(arg_UNPARSED_ARGUMENTS)
    list(JOIN arg_UNPARSED_ARGUMENTS " " words)
    message(FATAL_ERROR "${function}: unknown arguments: ${words}\nusage: ${usage}")
  endif()
  if(arg_KEYWORDS_MISSING_VALUES)
    list(JOIN arg_KEYWORDS_MISSING_VALUES ", " words)
    message(FATAL_ERROR "${function}: nothing follows ${words}\nusage: ${usage}")
  endif()
endfunction()

# Stops with a message unless the file or folder exists; gives its absolute path.
function(_witc_find_input function what path result)
  cmake_path(ABSOLUTE_PATH path BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
  if(NOT EXISTS "${path}")
    message(FATAL_ERROR "${function}: ${what} does not exist: ${path}")
  endif()
  set(${result} "${path}" PARENT_SCOPE)
endfunction()

# witc_embed(TARGET COMPONENT [NAME name] [OPTIONS option…])
#
# Compiles a component ahead of time, when the target is built, and puts the image into it. The header
# <witc/embedded/NAME.hpp> declares `std::span<const std::byte> witc::embedded::NAME()`, for
# witc::Component::deserialize_static. NAME is the file's up to the first dot, as an identifier, if not given. OPTIONS go
# to `witc compile`, such as `--cpu x86-64-v3 -O3`.
function(witc_embed target component)
  set(usage "witc_embed(<target> <component.wasm> [NAME <name>] [OPTIONS <option>…])")
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "NAME" "OPTIONS")
  _witc_check_arguments(witc_embed "${usage}")
  _witc_check_target(witc_embed "${target}")
  _witc_find_input(witc_embed "the component" "${component}" component)
  set(name "${arg_NAME}")
  if(NOT name)
    cmake_path(GET component STEM name)
    string(REGEX REPLACE "[^A-Za-z0-9_]" "_" name "${name}")
  endif()
  if(NOT name MATCHES "^[A-Za-z_][A-Za-z0-9_]*$")
    message(FATAL_ERROR "witc_embed: \"${name}\" is no identifier of C++; say what the function is to be called: NAME <name>")
  endif()

  set(folder "${CMAKE_CURRENT_BINARY_DIR}/witc-embed/${target}")
  set(header "${folder}/witc/embedded/${name}.hpp")
  set(source "${folder}/${name}.cpp")
  set(image "${folder}/${name}.image")
  get_target_property(sources ${target} SOURCES)
  if("${source}" IN_LIST sources)
    message(FATAL_ERROR "witc_embed: \"${target}\" has an image called ${name} already; give this one another: NAME <name>")
  endif()
  cmake_path(GET component FILENAME file)
  configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/embedded.hpp.in "${header}" @ONLY)
  configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/embedded.cpp.in "${source}" @ONLY)

  set(code_generator "")
  if(TARGET witc_codegen)  # not of a package, but made in this build: other code comes of another one
    set(code_generator witc_codegen)
  endif()
  add_custom_command(OUTPUT "${image}"
    COMMAND witc::command compile ${arg_OPTIONS} -o "${image}" "${component}"
    DEPENDS "${component}" witc::command ${code_generator}
    COMMENT "Compiling ${file} ahead of time"
    VERBATIM)
  target_sources(${target} PRIVATE "${source}" "${image}")
  # With optimisation at link time, assembly outside of functions may get lost.
  set_source_files_properties("${source}" PROPERTIES OBJECT_DEPENDS "${image}" COMPILE_OPTIONS -fno-lto
                              SKIP_PRECOMPILE_HEADERS ON SKIP_UNITY_BUILD_INCLUSION ON)
  target_include_directories(${target} PRIVATE "${folder}")
endfunction()

# witc_bindgen(TARGET HOST wit WORLD world [STUBS] [WITH item=name@header…] [OPTIONS option…])
#
# Generates the C++ of a world for a host, from the WIT package in the folder or file, when the target is built and
# something of it has changed. The headers are in the target's include path. Called again for the same target, it adds
# another world; what the worlds share is generated once. WITH names types and interfaces that the host has in C++
# already; STUBS adds a program to start from; OPTIONS go to `witc-bindgen host`.
function(witc_bindgen target)
  set(usage "witc_bindgen(<target> HOST <folder or file of WIT> WORLD <world> [STUBS] "
            "[WITH <item>=<name>@<header>…] [OPTIONS <option>…])")
  list(JOIN usage "" usage)
  cmake_parse_arguments(PARSE_ARGV 1 arg "STUBS" "HOST;WORLD" "WITH;OPTIONS")
  _witc_check_arguments(witc_bindgen "${usage}")
  foreach(keyword IN ITEMS HOST WORLD)
    if(NOT arg_${keyword})
      message(FATAL_ERROR "witc_bindgen: ${keyword} is missing\nusage: ${usage}")
    endif()
  endforeach()
  _witc_check_target(witc_bindgen "${target}")
  _witc_find_input(witc_bindgen "the WIT of HOST" "${arg_HOST}" wit)

  # Files that come and go count, too, however old they are: so their names are in a file.
  set(files "${wit}")
  if(IS_DIRECTORY "${wit}")
    file(GLOB files CONFIGURE_DEPENDS "${wit}/*.wit")
    if(NOT files)
      message(FATAL_ERROR "witc_bindgen: there is no .wit file in the folder ${wit}")
    endif()
    file(GLOB_RECURSE dependencies CONFIGURE_DEPENDS "${wit}/deps/*.wit" "${wit}/deps/*.wasm" "${wit}/deps/*.wat")
    list(APPEND files ${dependencies})
  endif()
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/witc-bindgen/${target}")
  get_target_property(stamps ${target} _WITC_BINDGEN_STAMPS)
  if(NOT stamps)
    set(stamps "")
    target_include_directories(${target} PRIVATE "${folder}")
    cmake_language(EVAL CODE "cmake_language(DEFER CALL _witc_finish_bindgen [==[${target}]==])")
  endif()
  list(LENGTH stamps number)
  set(stamp "${folder}.state/${number}")
  file(CONFIGURE OUTPUT "${stamp}.inputs" CONTENT "@files@" @ONLY)

  set(options "")
  if(arg_STUBS)
    list(APPEND options --stubs)
  endif()
  foreach(with IN LISTS arg_WITH)
    list(APPEND options --with "${with}")
  endforeach()
  set_property(TARGET ${target} APPEND PROPERTY _WITC_BINDGEN_STAMPS "${stamp}")
  set_property(TARGET ${target} APPEND PROPERTY _WITC_BINDGEN_INPUTS ${files} "${stamp}.inputs")
  set_property(TARGET ${target} APPEND PROPERTY _WITC_BINDGEN_COMMANDS
    COMMAND witc::bindgen host "${wit}" --world "${arg_WORLD}" -o "${folder}" --depfile "${stamp}.d"
            ${options} ${arg_OPTIONS})
endfunction()

# At the end of the target's directory: one rule for all calls, which write to one folder.
#
# A build that regenerates has to know beforehand which headers that may change, or it takes what includes them for up to
# date. The rule finds out and leaves a list, which is part of the configuration from the next time on.
function(_witc_finish_bindgen target)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/witc-bindgen/${target}")
  set(list "${folder}.state/outputs")
  set(outputs "")
  if(EXISTS "${list}")
    file(READ "${list}" outputs)
  else()
    file(WRITE "${list}" "")
  endif()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${list}")

  get_target_property(stamps ${target} _WITC_BINDGEN_STAMPS)
  get_target_property(inputs ${target} _WITC_BINDGEN_INPUTS)
  get_target_property(commands ${target} _WITC_BINDGEN_COMMANDS)
  add_custom_command(OUTPUT ${stamps} BYPRODUCTS ${outputs}
    ${commands}
    COMMAND ${CMAKE_COMMAND} "-Dfolder=${folder}" "-Dlist=${list}" "-Ddepfile=${folder}.state/depfile" "-Dstamps=${stamps}"
            -P "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/WitcBindgenOutputs.cmake"
    DEPENDS ${inputs} witc::bindgen "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/WitcBindgenOutputs.cmake"
    DEPFILE "${folder}.state/depfile"
    COMMENT "Generating the bindings of ${target}"
    VERBATIM)
  target_sources(${target} PRIVATE ${stamps})
endfunction()

cmake_policy(POP)
