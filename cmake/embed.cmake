# cmake -D FILE= -D SYMBOL= -D HEADER= -P embed.cmake: see driftline_embed.
file(READ ${FILE} text)
string(FIND "${text}" ")driftline\"" end)
if(NOT end EQUAL -1)
    message(FATAL_ERROR "${FILE} holds the text `)driftline\"`, which ends the raw string it becomes")
endif()
file(WRITE ${HEADER} "#pragma once
#include <string_view>
namespace driftline {
inline constexpr std::string_view ${SYMBOL} = R\"driftline(${text})driftline\";
}
")
