"""docs/installed.sql on a PostgreSQL: the tables it touches as each series of Odoo makes them, a row of each kind, and what the review says
of the file. Skipped where there is no PostgreSQL server to start."""
import csv
import glob
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "support"))
from program import ROOT, Case

SQL = os.path.join(ROOT, "docs/installed.sql")
SERIES = ["14.0", "15.0", "16.0", "17.0", "18.0", "19.0"]


def binary(name):
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), key=lambda path: int(path.split("/")[4]) if path.split("/")[4].isdigit() else 0)
    return found[-1] if found else shutil.which(name)


def tables(series):
    """Columns as in odoo/addons/base: translated names are varchar up to 15.0, jsonb after; base_automation_id is of 17.0 and later."""
    name = "varchar" if float(series) < 16 else "jsonb"
    automation = ", base_automation_id int" if float(series) >= 17 else ""
    stamp = "create_uid int, create_date timestamp, write_uid int, write_date timestamp"
    return f"""
    CREATE TABLE res_users (id serial PRIMARY KEY, login varchar NOT NULL, active boolean);
    CREATE TABLE ir_module_module (id serial PRIMARY KEY, name varchar NOT NULL, shortdesc {name}, latest_version varchar, state varchar, {stamp});
    CREATE TABLE ir_model (id serial PRIMARY KEY, name {name}, model varchar NOT NULL, state varchar, {stamp});
    CREATE TABLE ir_model_fields (id serial PRIMARY KEY, name varchar NOT NULL, model varchar NOT NULL, model_id int, field_description {name}, state varchar NOT NULL, {stamp});
    CREATE TABLE ir_model_data (id serial PRIMARY KEY, name varchar NOT NULL, module varchar NOT NULL, model varchar NOT NULL, res_id int, noupdate boolean, {stamp});
    CREATE TABLE ir_ui_view (id serial PRIMARY KEY, name varchar NOT NULL, model varchar, key varchar, arch_db {name.replace('varchar', 'text')}, arch_updated boolean, active boolean, {stamp});
    CREATE TABLE ir_act_server (id serial PRIMARY KEY, name {name}, type varchar, usage varchar NOT NULL, model_id int, code text{automation}, {stamp});
    """


def rows(series):
    def name(text):
        return "'" + (text if float(series) < 16 else json.dumps({"de_DE": "auf deutsch", "en_US": text})).replace("'", "''") + "'"
    return f"""
    INSERT INTO res_users (id, login) VALUES (1, '__system__'), (7, 'anna@acme.example');
    INSERT INTO ir_module_module (name, state, latest_version) VALUES ('sale', 'installed', '{series}.1.0'), ('acme_sale', 'installed', '{series}.1.0.0'), ('acme_gone', 'uninstalled', NULL);
    INSERT INTO ir_model (id, name, model, state, write_uid, write_date) VALUES (1, {name("Order")}, 'sale.order', 'base', 1, now()), (2, {name("Thing")}, 'x_thing', 'manual', 7, '2026-03-04 10:00');
    INSERT INTO ir_model_fields (name, model, model_id, field_description, state, write_uid, write_date) VALUES
        ('name', 'sale.order', 1, {name("Name")}, 'base', 1, now()), ('x_studio_colour', 'sale.order', 1, {name("Colour")}, 'manual', 7, '2026-03-05 10:00');
    INSERT INTO ir_ui_view (id, name, model, key, arch_db, arch_updated, write_uid, write_date) VALUES
        (1, 'order form', 'sale.order', NULL, {name("<form/>")}, false, 1, now()), (2, 'order list', 'sale.order', NULL, {name("<tree/>")}, true, 7, '2026-03-06 10:00'),
        (3, 'made by hand, "twice"', 'sale.order', NULL, {name("<form/>")}, false, 7, '2026-03-07 10:00'), (4, 'studio', 'sale.order', NULL, {name("<form/>")}, NULL, 7, NULL),
        (5, 'page', NULL, 'website.page_1', {name("<t/>")}, false, NULL, NULL);
    INSERT INTO ir_act_server (id, name, usage, model_id) VALUES (1, {name("brought")}, 'ir_actions_server', 1), (2, {name("Say =1+1")}, 'ir_actions_server', 1),
        (3, {name("Each night")}, 'ir_cron', 2), (4, {name("On change")}, 'base_automation', NULL), (5, NULL, 'ir_actions_server', 1);
    INSERT INTO ir_model_data (name, module, model, res_id) VALUES ('view_order_form', 'sale', 'ir.ui.view', 1), ('view_order_tree', 'sale', 'ir.ui.view', 2),
        ('view_order_tree_too', 'sale', 'ir.ui.view', 2), ('odoo_studio_1', 'studio_customization', 'ir.ui.view', 4), ('view_3', '__export__', 'ir.ui.view', 3), ('action_1', 'sale', 'ir.actions.server', 1);
    """


EXPECTED = {
    ("automated action", "On change", "", ""), ("field", "x_studio_colour", "sale.order", ""), ("model", "x_thing", "x_thing", ""), ("scheduled action", "Each night", "x_thing", ""),
    ("server action", "Say =1+1", "sale.order", ""), ("server action", "5", "sale.order", ""), ("view", "order list", "sale.order", "sale"), ("view", 'made by hand, "twice"', "sale.order", ""),
    ("view", "studio", "sale.order", ""), ("view", "website.page_1", "", ""),
}


class InstalledSql(Case):
    @classmethod
    def setUpClass(cls):
        if not (binary("initdb") and binary("postgres") and shutil.which("psql")):
            raise unittest.SkipTest("no PostgreSQL server is installed")
        cls.server = tempfile.mkdtemp(prefix="driftline-pg-", dir="/tmp")   # a socket's path is short
        # A server refuses to run as root.
        cls.user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] if os.getuid() == 0 else []
        if cls.user:
            shutil.chown(cls.server, "postgres", "postgres")
        data = cls.server + "/data"
        try:
            subprocess.run([*cls.user, binary("initdb"), "-D", data, "-U", "tester", "--auth=trust", "-E", "UTF8", "--no-sync"], cwd=cls.server, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            cls.process = subprocess.Popen([*cls.user, binary("postgres"), "-D", data, "-k", cls.server, "-c", "listen_addresses=", "-c", "fsync=off"], cwd=cls.server, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except (OSError, subprocess.CalledProcessError) as error:
            shutil.rmtree(cls.server, ignore_errors=True)
            raise unittest.SkipTest(f"a PostgreSQL server could not be started: {error}")
        cls.addClassCleanup(cls.stop)
        for _ in range(100):
            if subprocess.run(["pg_isready", "-q", "-h", cls.server], check=False).returncode == 0:
                return
            if cls.process.poll() is not None:
                break
            time.sleep(0.1)
        raise unittest.SkipTest("the PostgreSQL server did not answer")

    @classmethod
    def stop(cls):
        cls.process.terminate()
        cls.process.wait()
        shutil.rmtree(cls.server, ignore_errors=True)

    def psql(self, database, *arguments, check=True):
        done = subprocess.run(["psql", "-X", "-h", self.server, "-U", "tester", database, *arguments], env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if check:
            self.assertEqual(done.returncode, 0, done.stderr.decode())
        return done

    def database(self, series):
        name = "odoo" + series.replace(".0", "")
        self.psql("postgres", "-q", "-c", f"DROP DATABASE IF EXISTS {name}", "-c", f"CREATE DATABASE {name}")
        self.psql(name, "-q", "-v", "ON_ERROR_STOP=1", "-c", tables(series), "-c", rows(series))
        return name

    def query(self, name, *more):
        return self.psql(name, "--csv", "--quiet", "-f", SQL, *more)   # as docs/installed.md has it

    def test_each_series(self):
        for series in SERIES:
            with self.subTest(series):
                done = self.query(self.database(series))
                self.assertEqual(done.stderr, b"")
                found = list(csv.DictReader(io.StringIO(done.stdout.decode(), newline="")))
                self.assertEqual({(row["name"], row["state"], row["version"]) for row in found if row["kind"] == "module"},
                                 {("sale", "installed", f"{series}.1.0"), ("acme_sale", "installed", f"{series}.1.0.0"), ("acme_gone", "uninstalled", "")})
                changes = [row for row in found if row["kind"] != "module"]
                self.assertEqual({(row["kind"], row["name"], row["model"], row["module"]) for row in changes}, EXPECTED)
                self.assertEqual(len(changes), len(EXPECTED), "each once")
                self.assertEqual([(row["changed"], row["by"]) for row in changes if row["name"] == "x_studio_colour"], [("2026-03-05", "anna@acme.example")])

    def test_it_only_reads(self):
        name = self.database("19.0")
        done = self.psql(name, "-f", SQL, "-c", "DELETE FROM ir_ui_view", check=False)
        self.assertIn(b"read-only transaction", done.stderr)
        # Somebody who may only read gets the same.
        tables_read = "res_users, ir_module_module, ir_model, ir_model_fields, ir_model_data, ir_ui_view, ir_act_server"
        self.psql(name, "-q", "-c", "DROP ROLE IF EXISTS reader", "-c", "CREATE ROLE reader", "-c", f"GRANT SELECT ON {tables_read} TO reader")
        environment = self.environment
        expected = self.query(name).stdout
        self.environment = {**environment, "PGOPTIONS": "-c role=reader"}
        self.assertEqual(self.query(name).stdout, expected)
        self.environment = environment
        self.psql(name, "-q", "-c", "DROP OWNED BY reader", "-c", "DROP ROLE reader")

    def test_the_review_reads_it(self):
        self.write("installed.csv", self.query(self.database("16.0")).stdout)
        self.commit("repo")
        result = self.run_driftline("review", self.path("repo"), "--core", self.path("core"), "--installed", self.path("installed.csv"), "--output-format", "json", "-o", "-")
        self.assertEqual(result.code, 0, str(result))
        installed = result.json()["review"]["installed"]
        self.assertEqual({(row["kind"], row["name"], row["model"], row["module"]) for row in installed["screen_changes"]}, EXPECTED)
        self.assertIn({"name": "acme_gone", "state": "uninstalled", "version": ""}, installed["modules"])
        markdown = self.run_driftline("review", self.path("repo"), "--core", self.path("core"), "--installed", self.path("installed.csv"), "--output-format", "markdown", "-o", "-")
        self.assertIn("10 changes were made in the screens", markdown.out)


if __name__ == "__main__":
    unittest.main()
