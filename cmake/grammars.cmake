# One C library per grammar, from the sources npm unpacked (grammars/package-lock.json pins them by hash).
function(driftline_grammar name)
    set(folder ${CMAKE_CURRENT_SOURCE_DIR}/grammars/node_modules/tree-sitter-${name}/src)
    if(NOT EXISTS ${folder}/parser.c)
        message(FATAL_ERROR "The ${name} grammar is missing: run `./dev build`, "
            "or `npm ci --ignore-scripts --legacy-peer-deps` in grammars/")
    endif()
    add_library(grammar_${name} STATIC ${folder}/parser.c ${folder}/scanner.c)
    target_include_directories(grammar_${name} PRIVATE ${folder})
    # Generated code we neither read nor step through: no warnings, and always fast, whatever the build type.
    target_compile_options(grammar_${name} PRIVATE -w -O2 -g0)
endfunction()

driftline_grammar(python)
driftline_grammar(javascript)
