# What `cmake --install` puts under a prefix (docs/cmake.md). Nothing installed knows the prefix: it can be moved.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/witc)

# In the order of a linker's command line, each before those it needs.
set(static_libraries wasi runtime component canonical_abi types wasm support)
list(TRANSFORM static_libraries PREPEND witc_ OUTPUT_VARIABLE targets)
install(TARGETS ${targets} witc_codegen_interface witc_codegen witc witc_bindgen_tool EXPORT witcTargets
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
foreach(room IN LISTS WITC_ROOMS)
  if(IS_DIRECTORY ${PROJECT_SOURCE_DIR}/${room}/include)
    install(DIRECTORY ${room}/include/witc DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  endif()
endforeach()

# The programs open the code generator from the library folder next to theirs, wherever that is.
cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_LIBDIR BASE_DIRECTORY ${CMAKE_INSTALL_FULL_BINDIR}
           OUTPUT_VARIABLE libraries_from_programs)
set_target_properties(witc PROPERTIES INSTALL_RPATH $ORIGIN/${libraries_from_programs})
# So do programs that are linked with witc: where they do not bring it along, from the package they were built with.
target_link_options(witc_runtime INTERFACE
  $<INSTALL_INTERFACE:LINKER:-rpath,$<INSTALL_PREFIX>/${CMAKE_INSTALL_LIBDIR}>)

configure_package_config_file(cmake/witcConfig.cmake.in ${PROJECT_BINARY_DIR}/package/witcConfig.cmake
  INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/witcConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(EXPORT witcTargets NAMESPACE witc:: DESTINATION ${package_dir})
install(FILES ${PROJECT_BINARY_DIR}/package/witcConfig.cmake ${PROJECT_BINARY_DIR}/package/witcConfigVersion.cmake
        cmake/WitcBindgen.cmake cmake/WitcBindgenOutputs.cmake cmake/embedded.hpp.in cmake/embedded.cpp.in
        DESTINATION ${package_dir})

# For builds without CMake.
set(pc_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX}/${pc_dir}
           OUTPUT_VARIABLE prefix_from_pc)
list(TRANSFORM targets PREPEND -l OUTPUT_VARIABLE pc_libraries)
list(JOIN pc_libraries " " pc_libraries)
configure_file(cmake/witc.pc.in package/witc.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/package/witc.pc DESTINATION ${pc_dir})
