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

# driftline_embed(<target> <name> <file>...): the texts of files, part of the program: "embedded/<name>.h" declares
# driftline::embedded::<name>(), an EmbeddedFile for each, named by its path below the folder of this CMakeLists.txt.
function(driftline_embed target name)
    set(source ${DRIFTLINE_GENERATED}/embedded/${name}.cc)
    file(CONFIGURE OUTPUT ${DRIFTLINE_GENERATED}/embedded/${name}.h @ONLY CONTENT [[
#pragma once
#include <span>

#include "base/embedded.h"
namespace driftline::embedded {
std::span<const EmbeddedFile> @name@();
}
]])
    add_custom_command(OUTPUT ${source}
        COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DOUTPUT=${source} -DROOT=${CMAKE_CURRENT_SOURCE_DIR} "-DFILES=${ARGN}"
                -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
        DEPENDS ${ARGN} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
    target_sources(${target} PRIVATE ${source})
endfunction()
