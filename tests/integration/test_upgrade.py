#!/usr/bin/env python3
"""A newer program over an older database: a copy first, else nothing is changed; and a password that nobody reads in
the list of processes."""
import os
import pathlib
import sqlite3
import subprocess
import unittest

import hark

CONFIG = 78
PASSWORD = "a secret of the house"


class Upgrade(unittest.TestCase):
    def setUp(self):
        self.hark = hark.Hark()
        self.addCleanup(self.hark.close)
        self.hark.init()
        self.number = self.hark.mail_in(hark.mail("Ola <ola@example.net>", "Lamp", "Where is it?"))
        self.make_old()

    def sql(self, *statements: str) -> list:
        if self.hark.database.name:
            done = subprocess.run(["psql", "-q", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", self.hark.database.url,
                                   *[word for one in statements for word in ("-c", one)]],
                                  check=True, capture_output=True, text=True)
            return done.stdout.split()
        line = sqlite3.connect(self.hark.folder / "var/hark.db")
        rows = [row for one in statements for row in line.execute(one).fetchall()]
        line.commit()
        line.close()
        return [str(row[0]) for row in rows]

    def make_old(self):
        """As it was before a migration that adds an index."""
        self.sql("DROP INDEX idempotency_at", "DELETE FROM migration WHERE number = 21")

    def is_old(self) -> bool:
        return self.sql("SELECT count(*) FROM migration WHERE number = 21") == ["0"]

    def serve(self, path: str = os.environ["PATH"], **more: str) -> subprocess.CompletedProcess:
        """A start that is expected to end by itself."""
        return subprocess.run([hark.PROGRAM, "serve", "--config", str(self.hark.config)], cwd=self.hark.folder,
                              env={**os.environ, "PATH": path, **more}, capture_output=True, text=True, timeout=60,
                              check=False)

    def copies(self, folder: str = "var/backups") -> list[pathlib.Path]:
        return sorted((self.hark.folder / folder).glob("before-*"))

    def set(self, **settings: str) -> None:
        with self.hark.config.open("a") as config:
            config.writelines(f"{name} = {value}\n" for name, value in settings.items())

    def test_serve_makes_a_copy_before_it_changes_the_schema(self):
        self.hark.start()
        copies = self.copies()
        self.assertEqual(len(copies), 1)
        self.assertEqual(copies[0].stat().st_mode & 0o777, 0o600)
        self.assertFalse(self.is_old())
        if self.hark.database.name:
            told = subprocess.run(["pg_restore", "--list", copies[0]], check=True, capture_output=True, text=True)
            self.assertIn("TABLE DATA public ticket", told.stdout)
            self.assertNotIn("idempotency_at", told.stdout)
        else:
            line = sqlite3.connect(copies[0])
            self.assertEqual(line.execute("SELECT number FROM ticket").fetchall(), [(self.number,)])
            self.assertEqual(line.execute("SELECT name FROM sqlite_schema WHERE name = 'idempotency_at'").fetchall(), [])
            line.close()

    def test_a_schema_that_is_right_is_not_copied(self):
        self.hark.start()
        self.hark.stop()
        self.hark.start()
        self.assertEqual(len(self.copies()), 1)

    def test_the_operator_says_where_the_copy_goes(self):
        self.set(backups=str(self.hark.folder / "elsewhere"))
        self.hark.start()
        self.assertEqual(len(self.copies("elsewhere")), 1)
        self.assertEqual(self.copies(), [])

    def test_who_makes_copies_of_his_own_needs_none(self):
        self.set(backups="none")
        self.hark.start()
        self.assertFalse(self.is_old())
        self.assertEqual(self.copies(), [])
        self.assertFalse((self.hark.folder / "none").exists())

    def test_nothing_is_changed_when_there_is_no_room_for_a_copy(self):
        (self.hark.folder / "var/backups").write_text("in the way")
        done = self.serve()
        self.assertEqual(done.returncode, CONFIG, done.stderr)
        self.assertIn("HARK_BACKUPS=none", done.stderr)
        self.assertTrue(self.is_old())

    @unittest.skipUnless(hark.SERVER_URL, "only PostgreSQL has a program of its own for this")
    def test_nothing_is_changed_when_pg_dump_is_missing(self):
        done = self.serve(path="/nowhere")
        self.assertEqual(done.returncode, CONFIG, done.stderr)
        self.assertIn("postgresql-client", done.stderr)
        self.assertTrue(self.is_old())
        self.assertEqual(self.copies(), [])

    @unittest.skipUnless(hark.SERVER_URL, "only PostgreSQL has a program of its own for this")
    def test_nothing_is_changed_when_pg_dump_fails(self):
        tool = self.hark.folder / "pg_dump"
        tool.write_text("#!/bin/sh\nexit 1\n")
        tool.chmod(0o755)
        done = self.serve(path=f"{self.hark.folder}:{os.environ['PATH']}")
        self.assertEqual(done.returncode, CONFIG, done.stderr)
        self.assertTrue(self.is_old())
        self.assertEqual(self.copies(), [])


@unittest.skipUnless(hark.SERVER_URL, "only PostgreSQL is reached with a password")
class Password(unittest.TestCase):
    """The server of the tests trusts everybody, so what the programs were given is looked at."""

    def setUp(self):
        self.hark = hark.Hark()
        self.addCleanup(self.hark.close)
        self.hark.init()
        for name in ("pg_dump", "pg_restore"):
            tool = self.hark.folder / "bin" / name
            tool.parent.mkdir(exist_ok=True)
            tool.write_text(f'#!/bin/sh\necho "$@" >"{tool}.words"\nenv >"{tool}.env"\nexec /usr/bin/{name} "$@"\n')
            tool.chmod(0o755)

    def run_hark(self, house: hark.Hark, *words: str) -> None:
        sign = "&" if "?" in house.database.url else "?"
        url = f"{house.database.url}{sign}password={PASSWORD.replace(' ', '%20')}"
        path = f"{self.hark.folder}/bin:{os.environ['PATH']}"
        subprocess.run([hark.PROGRAM, *words, "--config", str(house.config)], input=b"a long passphrase\n",
                       cwd=house.folder, env={**os.environ, "PATH": path, "HARK_DB": url}, check=True,
                       capture_output=True)

    def test_it_goes_by_the_environment_and_not_by_the_command_line(self):
        kept = str(self.hark.folder / "kept.backup")
        other = hark.Hark()
        self.addCleanup(other.close)
        self.run_hark(self.hark, "backup", kept)
        self.run_hark(other, "restore", kept)
        for name in ("pg_dump", "pg_restore"):
            words = (self.hark.folder / f"bin/{name}.words").read_text()
            self.assertNotIn(PASSWORD, words)
            self.assertIn("dbname='hark_", words)
            self.assertIn(f"PGPASSWORD={PASSWORD}\n", (self.hark.folder / f"bin/{name}.env").read_text())


if __name__ == "__main__":
    unittest.main()
