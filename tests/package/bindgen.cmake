# Generated headers follow the WIT: they are made when it changes, and only what includes a changed one is compiled again.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/steps.cmake)

# Files whose times differ are older and newer to every build tool.
function(later)
  step(COMMAND ${CMAKE_COMMAND} -E sleep 1.1)
endfunction()
function(build_says)
  step(COMMAND ${build} "a build")
  foreach(word IN ITEMS "Generating the bindings" main.cpp other.cpp)
    if(word IN_LIST ARGN AND NOT output MATCHES "${word}")
      message(FATAL_ERROR "expected: ${word}")
    elseif(NOT word IN_LIST ARGN AND output MATCHES "${word}")
      message(FATAL_ERROR "not expected: ${word}")
    endif()
  endforeach()
endfunction()

file(COPY "${CMAKE_CURRENT_LIST_DIR}/bindgen/" DESTINATION "${folder}/a project")
set(wit "${folder}/a project/wit/greeter.wit")
step(COMMAND ${configure} -S "a project" -B "a build" "-DCMAKE_PREFIX_PATH=${prefix}")
build_says("Generating the bindings" main.cpp other.cpp)
step(COMMAND "a build/app" SAYS "warn is 1")
step(COMMAND ${build} "a build")   # learns which headers there are
build_says()

later()
file(TOUCH "${wit}")
build_says("Generating the bindings")

later()
file(READ "${wit}" text)
string(REPLACE "debug, warn" "debug, info, warn" text "${text}")
file(WRITE "${wit}" "${text}")
build_says("Generating the bindings" main.cpp)
step(COMMAND "a build/app" SAYS "warn is 2")

# A file that is there now, though it is an old one, and one that is there no more.
file(WRITE "${folder}/a project/wit/new.wit" "interface fresh {}")
step(COMMAND ${CMAKE_COMMAND} -E env touch -d 2020-01-01 "a project/wit/new.wit")
build_says("Generating the bindings")
file(REMOVE "${folder}/a project/wit/new.wit")
build_says("Generating the bindings")

# A mistake in the WIT is one of the build, and stays one until it is corrected.
later()
file(WRITE "${wit}" "package example:greeter; world greeter { import nothing; }")
step(COMMAND ${build} "a build" FAILS SAYS "greeter.wit")
step(COMMAND ${build} "a build" FAILS SAYS "greeter.wit")
later()
file(WRITE "${wit}" "${text}")
build_says("Generating the bindings")
