# SPDX-License-Identifier: Apache-2.0
# How everything is compiled: standard, warnings, sanitizers, paths that do not depend on the folder.
option(TIPWIRE_TESTS "Build the tests" ON)
option(TIPWIRE_BENCH "Build the benchmarks" OFF)
option(TIPWIRE_WERROR "Warnings are errors (CI)" OFF)
option(TIPWIRE_FUZZ "Build the fuzz targets (Clang)" OFF)
set(TIPWIRE_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# ccache hits from any folder: paths in the objects are relative, and ccache is told where the root is.
find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()
find_program(MOLD mold)

add_library(tipwire_compile INTERFACE)
target_include_directories(tipwire_compile INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(tipwire_compile INTERFACE
    -Wall -Wextra -Wnon-virtual-dtor -Woverloaded-virtual
    -ffile-prefix-map=${CMAKE_SOURCE_DIR}=. -fstack-protector-strong)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(tipwire_compile INTERFACE -Wno-shadow -Wno-missing-braces)
else()
    # GCC 12 warns about Asio's coroutine frames and std::optional without cause.
    target_compile_options(tipwire_compile INTERFACE -Wshadow=local -Wno-maybe-uninitialized -Wno-mismatched-new-delete
        # In unity builds it takes every file for a header, and coroutine frames for public types.
        -Wno-subobject-linkage)
endif()
if(TIPWIRE_WERROR)
    target_compile_options(tipwire_compile INTERFACE -Werror)
endif()
if(TIPWIRE_SANITIZE)
    target_compile_options(tipwire_compile INTERFACE -fsanitize=${TIPWIRE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(tipwire_compile INTERFACE -fsanitize=${TIPWIRE_SANITIZE})
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_definitions(tipwire_compile INTERFACE _FORTIFY_SOURCE=2)
endif()
if(MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_link_options(tipwire_compile INTERFACE -fuse-ld=mold)
endif()
target_compile_definitions(tipwire_compile INTERFACE
    BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
    BOOST_ALLOW_DEPRECATED_HEADERS)
