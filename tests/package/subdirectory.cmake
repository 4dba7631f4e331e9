# A project with witc's sources in it: configured, and one file of it compiled. Building all would take minutes.
include(${CMAKE_CURRENT_LIST_DIR}/steps.cmake)

step(COMMAND "${prefix}/bin/witc" parse "${components}/calls.wat" -o calls.wasm)
step(COMMAND ${configure} -S "${CMAKE_CURRENT_LIST_DIR}/subdirectory" -B build "-Dhow=${how}" "-Dwitc_source=${witc_source}"
             "-DCOMPONENT=${folder}/calls.wasm")
file(READ "${folder}/build/use.txt" use)
set(rooms "wasi|runtime|canonical-abi|types|support")
if(NOT use MATCHES "^options , definitions , includes ((${witc_source}/(${rooms})/include);*)+\n$")
  message(FATAL_ERROR "more than the public headers reaches whoever uses witc: ${use}")
endif()
step(COMMAND ${CMAKE_COMMAND} --install build --prefix "${folder}/nothing")
file(GLOB_RECURSE installed "${folder}/nothing/*")
if(installed)
  message(FATAL_ERROR "something of witc is installed with the user's project: ${installed}")
endif()
if(generator STREQUAL "Ninja")
  step(COMMAND ${build} build --target CMakeFiles/host.dir/${witc_source}/tests/package/consumer/host.cpp.o)
endif()
