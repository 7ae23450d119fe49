# driftline_page(<target> <name>): the review's page (reports/html, one file with script, style and fonts), part of the program as
# driftline::embedded::<name>().front(). It holds __DRIFTLINE_REVIEW__ once: there goes the document, gzipped, in base64.
# Built by Vite, below the build folder, so that two presets never write one file; what Vite needs, npm unpacked as the lock file says.
function(driftline_page target name)
    set(folder ${PROJECT_SOURCE_DIR}/reports/html)
    set(vite ${folder}/node_modules/vite/bin/vite.js)
    if(NOT EXISTS ${vite})
        message(FATAL_ERROR "What builds the review's page is missing: run `./dev build`, or `npm ci --ignore-scripts` in reports/html/")
    endif()
    # Debian calls it node; other names were given up long ago.
    find_program(NODE node REQUIRED)
    set(page ${DRIFTLINE_GENERATED}/page/index.html)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/src/* ${PROJECT_SOURCE_DIR}/rules/texts/*.ts)
    add_custom_command(OUTPUT ${page}
        COMMAND ${NODE} ${vite} build --outDir ${DRIFTLINE_GENERATED}/page --emptyOutDir --logLevel warn
        WORKING_DIRECTORY ${folder}
        DEPENDS ${sources} ${folder}/index.html ${folder}/vite.config.ts ${folder}/tsconfig.json ${folder}/package-lock.json
        COMMENT "Building the review's page" VERBATIM)
    driftline_embed(${target} ${name} ${page})
endfunction()
