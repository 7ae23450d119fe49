#!/usr/bin/env python3
"""House rules a compiler does not check. `lint.py [ROOT]` prints each breach as path:line: what; exit code 1 if there is one.

Every check takes a Tree and yields (path, line, message). lint_test.py proves that each of them can fail.
"""
import os
import re
import sys

SKIPPED_FOLDERS = re.compile(r"(\.git|\.cache|__pycache__|node_modules|build.*)$")
SOURCE = (".cc", ".h", ".py", ".sh", ".js", ".ts", ".cmake")
MAX_LINES = 600
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.M)


class Tree:
    """The text files of a checkout: {path: text}, paths relative and with '/'."""

    def __init__(self, root):
        self.root = os.path.abspath(root)
        self.files = {}
        for folder, folders, names in os.walk(self.root):
            folders[:] = sorted(name for name in folders if not SKIPPED_FOLDERS.match(name))
            for name in sorted(names):
                full = os.path.join(folder, name)
                if os.path.islink(full) or not os.path.isfile(full):
                    continue
                with open(full, "rb") as file:
                    data = file.read()
                if b"\0" not in data:
                    self.files[os.path.relpath(full, self.root).replace(os.sep, "/")] = data.decode("utf-8", "replace")

    def cpp(self):
        """C++ of the program itself; tests may look behind any wrapper."""
        for path, text in self.files.items():
            if path.endswith((".cc", ".h")) and not path.startswith(("tests/", "examples/")):
                yield path, text


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def layers(tree):
    """{layer: (folder, flat, what it may include)}, as CMakeLists.txt declares them: one truth for linker and lint."""
    found = {}
    call = re.compile(r"driftline_layer\(\s*(\w+)\s+FROM\s+(\S+?)(\s+FLAT)?(?=[\s)])([^)]*)\)")
    for name, folder, flat, rest in call.findall(tree.files.get("CMakeLists.txt", "")):
        uses = re.search(r"(?<!PRIVATE_)USES\s+(.*?)(?=\sPRIVATE_USES|$)", rest, re.S)
        below = {name}
        for used in uses.group(1).split() if uses else ():
            if used in found:
                below |= found[used][2]
        found[name] = (folder + "/", bool(flat), below)
    return found


def layer_of(path, known):
    for name, (folder, flat, _) in known.items():
        if path.startswith(folder) and not (flat and "/" in path[len(folder):]):
            return name
    return None


def check_arrows(tree):
    known = layers(tree)
    if not known:
        yield "CMakeLists.txt", 1, "declares no layer, so no include can be checked"
    for path, text in tree.cpp():
        layer = layer_of(path, known)
        if layer is None:
            yield path, 1, "belongs to no layer of CMakeLists.txt"
            continue
        # The flat layer is the program's top: it puts all others together.
        allowed = set(known) if known[layer][1] else known[layer][2]
        for match in INCLUDE.finditer(text):
            quote, name = match.groups()
            if quote == "<":
                continue
            target = next((root + name for root in ("analyzer/", "") if layer_of(root + name, known)), None)
            if name.startswith("embedded/"):
                continue
            if target is None or "/" not in name and target not in tree.files:
                yield path, line_of(text, match.start()), f'"{name}": include paths start at analyzer/ or at the root'
            elif layer_of(target, known) not in allowed:
                yield path, line_of(text, match.start()), f"{layer} may not include {layer_of(target, known)} (\"{name}\")"


# A third-party header (by its first characters) and the one place that may include it.
WRAPPERS = {
    "tree_sitter/": "analyzer/syntax/",
    "libxml/": "analyzer/syntax/",
    "git2": "analyzer/source/",
    "tbb/": "analyzer/base/parallel",
    "oneapi/": "analyzer/base/parallel",
    "xxh": "analyzer/base/digest",
    "flatbuffers/": "analyzer/model/snapshot",
    "zlib": "analyzer/base/gzip",
    "pcre2": "analyzer/base/regex",
    "toml++/": ("analyzer/toml_reader", "rules/knowledge/table"),   # the user's files, and our own tables
    "CLI/": "analyzer/options",
    "nlohmann/": "reports/",
    "fmt/": "",
}
SYSTEM = re.compile(r"(sys/\w+|unistd|fcntl|dirent|pwd|signal|poll|errno|limits|stdlib|time|malloc)\.h$")


def check_wrappers(tree):
    for path, text in tree.cpp():
        for match in INCLUDE.finditer(text):
            name, line = match.group(2), line_of(text, match.start())
            if name.endswith("_generated.h"):
                home = "analyzer/model/snapshot"
            elif match.group(1) == '"' or "." not in name and "/" not in name or SYSTEM.match(name):
                continue
            else:
                home = next((place for prefix, place in WRAPPERS.items() if name.startswith(prefix)), None)
            if home is None:
                yield path, line, f"<{name}> is a new third-party header: name its wrapper in tests/lint/lint.py"
            elif not path.startswith(home):
                yield path, line, f"<{name}> belongs to {home if isinstance(home, str) else ' and '.join(home)}* alone"


FRAMEWORK_WORD = re.compile(r"odoo|openerp|frappe|erpnext|tryton", re.I)


def check_framework_words(tree):
    for path, text in tree.files.items():
        if not path.startswith(("analyzer/", "reports/", "cmake/")) or path.startswith("analyzer/frameworks/"):
            continue
        for match in FRAMEWORK_WORD.finditer(text):
            yield path, line_of(text, match.start()), f"'{match.group()}' is known to frameworks/ and rules/ alone"


def check_length(tree):
    for path, text in tree.files.items():
        count = text.count("\n")
        if path.endswith(SOURCE) and count > MAX_LINES:
            yield path, MAX_LINES + 1, f"{count} lines; split what is over {MAX_LINES}"


def check_machine_paths(tree):
    homes = r"/(?:home|Users)/(?!(?:user|you|me|odoo)\b)[A-Za-z][\w.-]*/|/root/|[A-Z]:\\Users\\"
    parent = os.path.dirname(tree.root)
    # The folder this checkout lies in, unless it is one every machine has.
    if parent not in ("/", "/tmp", "/src", "/opt", "/srv", "/mnt", "/usr", "/usr/src", "/var", "/home"):
        homes += "|" + re.escape(parent + "/")
    pattern = re.compile(rf"(?<![\w.$}}-])(?:{homes})")
    for path, text in tree.files.items():
        if path.startswith("tests/lint/"):
            continue
        for match in pattern.finditer(text):
            yield path, line_of(text, match.start()), f"'{match.group()}' is a path of somebody's machine"


def check_leftovers(tree):
    for path, text in tree.cpp():
        for match in re.finditer(r"\b(TODO|FIXME|XXX|HACK)\b", text):
            yield path, line_of(text, match.start()), f"{match.group()}: finish it, or open an issue"


def check_fixed_width(tree):
    """Newer standard libraries do not bring <cstdint> along: what builds on one distribution fails on the next."""
    def has_cstdint(path, seen):
        seen.add(path)
        names = [name for _, name in INCLUDE.findall(tree.files[path])]
        own = [root + name for name in names for root in ("analyzer/", "") if root + name in tree.files]
        return "cstdint" in names or any(has_cstdint(header, seen) for header in own if header not in seen)

    for path, text in tree.cpp():
        use = re.search(r"\bu?int(8|16|32|64)_t\b", text)
        if use and not has_cstdint(path, set()):
            yield path, line_of(text, use.start()), f"{use.group()} needs #include <cstdint>"


def check_rule_suites(tree):
    """A rule has a suite of the same slug, and a suite a rule."""
    slugs = {}
    for path, text in tree.files.items():
        if path.startswith("rules/") and path.endswith(".cc"):
            for match in re.finditer(r'DRIFTLINE_RULE\(\w+\)[^"]*"(DL\d+)"[^"]*"([\w-]+)"', text):
                slugs[match.group(2)] = (path, line_of(text, match.start()))
    suites = {path[len("tests/rules/"):-len(".md")]: path for path in tree.files if re.match(r"tests/rules/[^/]+\.md$", path)}
    for slug in sorted(slugs.keys() - suites.keys()):
        yield *slugs[slug], f"has no suite: write tests/rules/{slug}.md"
    for slug in sorted(suites.keys() - slugs.keys()):
        yield suites[slug], 1, f"is the suite of no rule: no rules/**/*.cc has the slug {slug}"


CHECKS = [check_arrows, check_wrappers, check_framework_words, check_length, check_machine_paths, check_leftovers, check_fixed_width,
          check_rule_suites]


def main(argv):
    tree = Tree(argv[1] if len(argv) > 1 else os.path.join(os.path.dirname(__file__), "..", ".."))
    breaches = [breach for check in CHECKS for breach in check(tree)]
    for path, line, message in breaches:
        print(f"{path}:{line}: {message}")
    print(f"{len(tree.files)} files, {len(CHECKS)} checks, {len(breaches)} breaches")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
