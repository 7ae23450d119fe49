# Headers made in the build tree, never committed.
set(DRIFTLINE_GENERATED ${CMAKE_BINARY_DIR}/generated)

# "base/version.h": driftline::version
file(CONFIGURE OUTPUT ${DRIFTLINE_GENERATED}/base/version.h @ONLY CONTENT [[
#pragma once
#include <string_view>
namespace driftline {
inline constexpr std::string_view version = "@PROJECT_VERSION@";
}
]])

# driftline_embed(<target> <file> <symbol>): "embedded/<symbol>.h" defines `constexpr std::string_view driftline::<symbol>`
# with the text of <file>. Call it after the target exists; a changed file rebuilds what includes the header.
function(driftline_embed target file symbol)
    cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
    set(header ${DRIFTLINE_GENERATED}/embedded/${symbol}.h)
    add_custom_command(OUTPUT ${header}
        COMMAND ${CMAKE_COMMAND} -D FILE=${file} -D SYMBOL=${symbol} -D HEADER=${header} -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
        DEPENDS ${file} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
    target_sources(${target} PRIVATE ${header})
endfunction()

# driftline_flatbuffer(<target> <schema>): analyzer/model/x.fbs becomes "model/x_generated.h".
function(driftline_flatbuffer target schema)
    cmake_path(GET schema STEM stem)
    set(header ${DRIFTLINE_GENERATED}/model/${stem}_generated.h)
    add_custom_command(OUTPUT ${header}
        COMMAND ${FLATC} --cpp --cpp-std c++17 --scoped-enums -o ${DRIFTLINE_GENERATED}/model ${schema}
        DEPENDS ${schema} VERBATIM)
    target_sources(${target} PRIVATE ${header})
endfunction()
