# docs/tutorial.md, followed to the letter.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/steps.cmake)

find_program(python python3 REQUIRED)
step(COMMAND ${CMAKE_COMMAND} -E env CXX=${cxx} CMAKE_CXX_COMPILER_LAUNCHER=${launcher}
     ${python} "${CMAKE_CURRENT_LIST_DIR}/tutorial.py" "${witc_source}/docs/tutorial.md" "${folder}/home" "${prefix}"
     SAYS "all fuel consumed")
