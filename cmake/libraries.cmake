# SPDX-License-Identifier: Apache-2.0
# One library a room of the house, so that the linker sees the same arrows as tests/tidy.
function(tipwire_library name)
    cmake_parse_arguments(ARG "NO_UNITY" "" "FROM;LINK" ${ARGN})
    set(patterns)
    foreach(folder IN LISTS ARG_FROM)
        list(APPEND patterns ${folder}/*.cpp)
    endforeach()
    file(GLOB sources CONFIGURE_DEPENDS ${patterns})
    if(NOT sources)
        add_library(${name} INTERFACE)
        target_link_libraries(${name} INTERFACE tipwire_compile ${ARG_LINK})
        return()
    endif()
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC tipwire_compile ${ARG_LINK})
    if(ARG_NO_UNITY)
        set_target_properties(${name} PROPERTIES UNITY_BUILD OFF)
    endif()
endfunction()

# Asio and Beast are compiled once (separate compilation).
add_library(tipwire_net STATIC cmake/net/asio.cpp cmake/net/beast.cpp)
set_target_properties(tipwire_net PROPERTIES UNITY_BUILD OFF)
target_link_libraries(tipwire_net PUBLIC tipwire_compile Boost::headers OpenSSL::SSL Threads::Threads)

tipwire_library(tipwire_routing FROM routing/domain routing/port LINK tipwire_net)
tipwire_library(tipwire_flow FROM routing/flow LINK tipwire_routing)
tipwire_library(tipwire_storage FROM storage storage/sqlite LINK tipwire_routing SQLiteCpp OpenSSL::Crypto)
tipwire_library(tipwire_config FROM config LINK tipwire_routing tomlplusplus::tomlplusplus OpenSSL::Crypto)
target_compile_definitions(tipwire_compile INTERFACE
    TIPWIRE_SHIPPED_DATA="${CMAKE_SOURCE_DIR}/config" TIPWIRE_VERSION="${PROJECT_VERSION}")
tipwire_library(tipwire_crypto FROM gateway/crypto LINK tipwire_routing OpenSSL::Crypto)
tipwire_library(tipwire_http NO_UNITY FROM gateway/http LINK tipwire_routing Boost::json Boost::url OpenSSL::SSL)
tipwire_library(tipwire_sms FROM gateway/sms LINK tipwire_flow tipwire_config tipwire_http tipwire_crypto)
tipwire_library(tipwire_delivery FROM gateway/delivery LINK tipwire_flow tipwire_http tipwire_crypto)
tipwire_library(tipwire_console FROM gateway/console LINK tipwire_flow tipwire_http tipwire_crypto)
tipwire_library(tipwire_app FROM gateway/app
    LINK tipwire_sms tipwire_delivery tipwire_console tipwire_storage CLI11::CLI11 fmt::fmt PkgConfig::SYSTEMD)
