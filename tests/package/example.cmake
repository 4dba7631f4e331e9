# A project of examples/, as whoever copies it builds it.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/steps.cmake)

step(COMMAND ${configure} -S "${witc_source}/examples/${example}" -B build "-DCMAKE_PREFIX_PATH=${prefix}")
step(COMMAND ${build} build)
string(REPLACE "|" ";" arguments "${arguments}")
foreach(argument IN LISTS arguments)
  if(argument MATCHES "^/(.*/)?components/" AND NOT EXISTS "${argument}" AND NOT "$ENV{CI}" STREQUAL "true")
    message("skipped: running it: there is no ${argument}")
    return()
  endif()
endforeach()
step(COMMAND "build/${example}" ${arguments} SAYS "${says}")
