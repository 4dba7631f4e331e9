# What the scripts of this folder share. A step that goes wrong ends the test.
cmake_minimum_required(VERSION 3.25)

include(${settings})

# step(COMMAND… [FAILS] [SAYS regex] [IN folder] COMMAND command…): runs a command, prints what it prints; it has to succeed,
# or with FAILS to fail, and to say something that matches.
function(step)
  cmake_parse_arguments(arg "FAILS" "SAYS;IN" "COMMAND" ${ARGN})
  if(NOT arg_IN)
    set(arg_IN "${folder}")
  endif()
  list(JOIN arg_COMMAND " " words)
  message("$ ${words}")
  execute_process(COMMAND ${arg_COMMAND} WORKING_DIRECTORY "${arg_IN}" TIMEOUT 500
                  OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE code)
  message("${output}")
  if(arg_FAILS AND code EQUAL 0)
    message(FATAL_ERROR "expected a failure")
  elseif(NOT arg_FAILS AND NOT code EQUAL 0)
    message(FATAL_ERROR "expected success, found ${code}")
  endif()
  string(REGEX REPLACE "[ \n]+" " " text "${output}")  # CMake breaks the lines of its messages
  if(arg_SAYS AND NOT text MATCHES "${arg_SAYS}")
    message(FATAL_ERROR "expected it to say \"${arg_SAYS}\"")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

# An empty folder for this test.
file(REMOVE_RECURSE "${folder}")
file(MAKE_DIRECTORY "${folder}")

set(configure ${CMAKE_COMMAND} -G "${generator}" "-DCMAKE_CXX_COMPILER=${cxx}" "-DCMAKE_CXX_COMPILER_LAUNCHER=${launcher}")
set(build ${CMAKE_COMMAND} --build)
