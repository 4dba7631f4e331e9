# The command works where it was moved to, by whatever name it is called.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/steps.cmake)

set(witc "${prefix}/bin/witc")
set(call run --invoke "add(2, 3)" "${components}/calls.wat")
step(COMMAND "${witc}" ${call} SAYS "^5 $")
step(COMMAND ${CMAKE_COMMAND} -E env "PATH=${prefix}/bin" witc ${call} SAYS "^5 $")
file(CREATE_LINK "${witc}" "${folder}/link" SYMBOLIC)
step(COMMAND ./link ${call} SAYS "^5 $")

# Beside its code generator, and of a name that is no file: nothing is taken from the folder it is called in.
file(COPY "${witc}" "${prefix}/lib/libwitc-codegen.so" DESTINATION "${folder}/alone")
step(COMMAND bash -c "exec -a witc alone/witc \"$@\"" - ${call} SAYS "^5 $")
file(REMOVE "${folder}/alone/libwitc-codegen.so")
file(WRITE "${folder}/witc" "")
file(COPY "${prefix}/lib/libwitc-codegen.so" DESTINATION "${folder}")
step(COMMAND bash -c "exec -a witc alone/witc \"$@\"" - ${call} FAILS SAYS "the code generator could not be loaded")
