#include "run_program.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

namespace driftline {

Result<int> run_program(const std::vector<std::string>& arguments) {
    constexpr int not_found = 127;
    std::vector<char*> argv;
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    const pid_t child = fork();
    if (child < 0) return Error{fmt::format("{} could not be started: {}", arguments[0], std::strerror(errno))};
    if (child == 0) {
        execvp(argv[0], argv.data());
        _exit(not_found);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return Error{fmt::format("{} was lost: {}", arguments[0], std::strerror(errno))};
    if (!WIFEXITED(status)) return Error{fmt::format("{} was killed", arguments[0])};
    if (WEXITSTATUS(status) == not_found) return Error{fmt::format("{} was not found; install it", arguments[0])};
    return WEXITSTATUS(status);
}

}  // namespace driftline
