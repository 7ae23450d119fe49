#!/usr/bin/env python3
"""Each check of lint.py fires on a small bad tree and is silent on a good one."""
import os
import tempfile
import unittest

import lint

CMAKE = """
driftline_layer(base FROM analyzer/base USES fmt::fmt PRIVATE_USES TBB::tbb)
driftline_layer(source FROM analyzer/source USES base PRIVATE_USES PkgConfig::libgit2)
driftline_layer(model FROM analyzer/model
    USES source PRIVATE_USES xxHash::xxhash)
driftline_layer(frameworks FROM analyzer/frameworks USES model)
driftline_layer(check FROM analyzer/check USES model)
driftline_layer(rules FROM rules USES check)
driftline_layer(app FROM analyzer FLAT EXCEPT main.cc USES frameworks check)
driftline_layer(commands FROM analyzer/commands USES app)
"""

# check -> files of a bad tree, and the places it must name
BAD = {
    lint.check_arrows: [
        ({"analyzer/base/a.h": '#pragma once\n#include "model/b.h"\n'}, ["analyzer/base/a.h:2"]),
        ({"analyzer/model/a.cc": '#include "check/b.h"\n#include "base/b.h"\n'}, ["analyzer/model/a.cc:1"]),
        ({"analyzer/model/a.cc": '#include "frameworks/x/b.h"\n'}, ["analyzer/model/a.cc:1"]),
        ({"analyzer/frameworks/x/a.cc": '#include "check/b.h"\n'}, ["analyzer/frameworks/x/a.cc:1"]),
        ({"rules/area/a.cc": '  #  include "frameworks/b.h"\n'}, ["rules/area/a.cc:1"]),
        ({"analyzer/check/a.cc": '#include "rules/b.h"\n#include "analyzer/rules/b.h"\n'}, ["analyzer/check/a.cc:1", "analyzer/check/a.cc:2"]),
        ({"analyzer/check/a.cc": '#include "options.h"\n', "analyzer/options.h": ""}, ["analyzer/check/a.cc:1"]),
        ({"analyzer/check/a.cc": '#include "b.h"\n'}, ["analyzer/check/a.cc:1"]),
        ({"analyzer/new/a.cc": ""}, ["analyzer/new/a.cc:1"]),
        ({"CMakeLists.txt": ""}, ["CMakeLists.txt:1"]),
    ],
    lint.check_wrappers: [
        ({"analyzer/model/a.cc": "#include <git2.h>\n"}, ["analyzer/model/a.cc:1"]),
        ({"analyzer/base/a.cc": "#include <vector>\n#include <tbb/parallel_for.h>\n"}, ["analyzer/base/a.cc:2"]),
        ({"analyzer/check/a.cc": '#include "model/snapshot_generated.h"\n'}, ["analyzer/check/a.cc:1"]),
        ({"analyzer/main.cc": "#include <boost/any.hpp>\n"}, ["analyzer/main.cc:1"]),
    ],
    lint.check_framework_words: [
        ({"analyzer/facts/a.h": "\n// as in Odoo\n"}, ["analyzer/facts/a.h:2"]),
        ({"reports/a.cc": 'auto x = "frappe";\n'}, ["reports/a.cc:1"]),
        ({"analyzer/options.cc": "is_tryton();\n"}, ["analyzer/options.cc:1"]),
    ],
    lint.check_length: [({"rules/area/a.cc": "\n" * 601}, ["rules/area/a.cc:601"]), ({"tests/a.py": "\n" * 601}, ["tests/a.py:601"])],
    lint.check_machine_paths: [
        ({"docs/a.md": "see\n/home/jane/driftline/a.cc\n"}, ["docs/a.md:2"]),
        ({"analyzer/base/a.cc": 'open("/Users/jane/x");\n'}, ["analyzer/base/a.cc:1"]),
        ({"dev": "cat /root/notes\n"}, ["dev:1"]),
        ({"README.md": "C:\\Users\\jane\n"}, ["README.md:1"]),
        ({"README.md": "{parent}/other\n"}, ["README.md:1"]),
    ],
    lint.check_leftovers: [({"analyzer/base/a.cc": "// TODO later\n"}, ["analyzer/base/a.cc:1"])],
    lint.check_fixed_width: [({"analyzer/base/a.h": "#pragma once\nuint8_t x;\n"}, ["analyzer/base/a.h:2"])],
    lint.check_rule_suites: [
        ({"rules/area/a.cc": '\nDRIFTLINE_RULE(a) = {\n    .id = "DL999",\n    .slug = "no-suite",\n'}, ["rules/area/a.cc:2"]),
        ({"tests/rules/no-rule.md": "# Nothing\n"}, ["tests/rules/no-rule.md:1"]),
    ],
}

GOOD = {
    "analyzer/base/parallel.cc": '#include "base/parallel.h"\n#include <oneapi/tbb.h>\n#include <vector>\n#include <sys/mman.h>\n',
    "analyzer/model/snapshot.cc": '#include "base/a.h"\n#include "model/snapshot_generated.h"\n#include <fmt/format.h>\n',
    "analyzer/frameworks/odoo/a.cc": '#include "frameworks/odoo/b.h"\n// Odoo, see /home/you/x and https://example.org/home/jane/\n',
    "analyzer/options.h": "",
    "analyzer/commands/scan.cc": '#include "options.h"\n#include "check/rule.h"\n#include "commands/b.h"\n',
    "analyzer/pipeline.cc": '#include "options.h"\n#include "rules/index.h"\n#include "embedded/text.h"\n',
    "rules/area/a.cc": '#include "check/rule.h"\nDRIFTLINE_RULE(a) = {"DL101", "method-replaced"};\n// Odoo\n',
    "tests/rules/method-replaced.md": "# Odoo\n",
    "tests/unit/base/a.cc": '#include <git2.h>\n#include "model/b.h"\n// TODO is a word a test may need\n',
    "analyzer/base/long.cc": "\n" * 600,
    "analyzer/base/width.h": "#include <cstdint>\nuint8_t x;\n",
    "analyzer/base/width.cc": '#include "base/width.h"\n#include "base/width.cc"\nuint8_t y;\n',
}


class LintTest(unittest.TestCase):
    def breaches(self, check, files):
        with tempfile.TemporaryDirectory() as folder:
            root = os.path.join(folder, "checkout")
            for path, text in {"CMakeLists.txt": CMAKE, **files}.items():
                full = os.path.join(root, path)
                os.makedirs(os.path.dirname(full), exist_ok=True)
                with open(full, "w", encoding="utf-8") as file:
                    file.write(text.replace("{parent}", folder))
            return [f"{path}:{line}" for path, line, _ in check(lint.Tree(root))]

    def test_every_check_fires_on_a_bad_tree(self):
        self.assertEqual(set(BAD), set(lint.CHECKS))
        for check, cases in BAD.items():
            for files, places in cases:
                with self.subTest(check=check.__name__, files=files):
                    self.assertEqual(self.breaches(check, files), places)

    def test_every_check_is_silent_on_a_good_tree(self):
        for check in lint.CHECKS:
            with self.subTest(check=check.__name__):
                self.assertEqual(self.breaches(check, GOOD), [])

    def test_what_the_build_and_npm_made_is_not_read(self):
        files = {"build/dev/generated/a.h": "", "build-x/a.h": "", "grammars/node_modules/x/src/parser.h": ""}
        self.assertEqual(self.breaches(lint.check_arrows, files), [])


if __name__ == "__main__":
    unittest.main()
