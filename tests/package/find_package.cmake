# A project that finds the package: a component compiled when it runs, and one that was embedded.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/steps.cmake)

file(COPY "${prefix}/" DESTINATION "${folder}/prefix")   # something is taken from it later
step(COMMAND "${folder}/prefix/bin/witc" parse "${components}/calls.wat" -o calls.wasm)
step(COMMAND ${configure} -S "${CMAKE_CURRENT_LIST_DIR}/consumer" -B "a build" "-DCMAKE_PREFIX_PATH=${folder}/prefix"
             "-DCOMPONENT=${folder}/calls.wasm")
step(COMMAND ${build} "a build" SAYS "Compiling calls.wasm ahead of time")
step(COMMAND "a build/host" calls.wasm SAYS "2 . 3 = 5")
step(COMMAND "a build/embedded" SAYS "2 . 3 = 5")

# What did not change is not made again, what changed is.
step(COMMAND ${build} "a build")
if(output MATCHES "ahead of time")
  message(FATAL_ERROR "the image was compiled again")
endif()
step(COMMAND "${folder}/prefix/bin/witc" parse "${CMAKE_CURRENT_LIST_DIR}/consumer/other.wat" -o calls.wasm)
step(COMMAND ${build} "a build" SAYS "Compiling calls.wasm ahead of time")
step(COMMAND "a build/embedded" SAYS "2 . 3 = 6")

step(COMMAND ${CMAKE_COMMAND} --install "a build" --prefix "${folder}/installed")

# The embedded one needs no code generator, the other one does.
file(REMOVE "${folder}/prefix/lib/libwitc-codegen.so")
step(COMMAND "a build/embedded" SAYS "2 . 3 = 6")
step(COMMAND "a build/host" calls.wasm FAILS SAYS "the code generator could not be loaded")
step(COMMAND installed/bin/host calls.wasm SAYS "2 . 3 = 6")   # took it along
