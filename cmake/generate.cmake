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

# driftline_flatbuffer(<target> <schema>): analyzer/model/x.fbs becomes "model/x_generated.h".
function(driftline_flatbuffer target schema)
    cmake_path(GET schema STEM stem)
    set(header ${DRIFTLINE_GENERATED}/model/${stem}_generated.h)
    add_custom_command(OUTPUT ${header}
        COMMAND ${FLATC} --cpp --cpp-std c++17 --scoped-enums -o ${DRIFTLINE_GENERATED}/model ${schema}
        DEPENDS ${schema} VERBATIM)
    target_sources(${target} PRIVATE ${header})
endfunction()

# driftline_embed(<name> <file>): "embedded/<name>.h" holds the file's text as driftline::embedded::<name>.
function(driftline_embed name file)
    set(file ${PROJECT_SOURCE_DIR}/${file})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} text)
    file(CONFIGURE OUTPUT ${DRIFTLINE_GENERATED}/embedded/${name}.h @ONLY CONTENT [[
#pragma once
#include <string_view>
namespace driftline::embedded {
inline constexpr std::string_view @name@ = R"~~(@text@)~~";
}
]])
endfunction()
