"""What the documents name is there: files, places in other documents, tasks of ./do, commands, variables."""
import fnmatch
import pathlib
import re
import unittest

TOP = pathlib.Path(__file__).resolve().parents[2]
NOT_OURS = ("node_modules", "build", "build-gcc", "build-clang", "var", ".git", "__pycache__")
ENDINGS = r"\.(?:c|h|py|mjs|js|css|html|sh|sql|md|txt|conf|service|toml|rb|po|pot)"
FOLDERS = "src|docs|tests|tools|templates|assets|po|migrations|packaging|bench"
MADE_UP = re.compile(r"\b[xX]\b|x_|_x\b|NN|FOLDER|FILE|\bNAME|…|[{}<>]")  # "migrations/00NN_x.sql"
# What a document makes up to explain something; the program of a measurement has its source's name.
EXAMPLES = {"templates/ticket_list.html", "tpl_ticket_list.h", "templates/parts/reply.html", "templates/mail/answer.html",
            "answer.txt", "message.txt", "HARK_NAME", "part_reply", "tpl_ticket_list", "tpl_part_reply"}


def tree() -> set[str]:
    return {str(path.relative_to(TOP)) for path in TOP.rglob("*")
            if not set(path.relative_to(TOP).parts) & set(NOT_OURS)}


def documents() -> dict[str, str]:
    found = [TOP / "README.md", TOP / "CONTRIBUTING.md", *sorted((TOP / "docs").glob("*.md")),
             *sorted((TOP / "packaging").glob("*.md"))]
    return {str(path.relative_to(TOP)): path.read_text("utf-8") for path in found}


def anchors(text: str) -> set[str]:
    """As GitHub makes them of headings."""
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-")
            for title in re.findall(r"(?m)^#+ (.*)$", text)}


def code(text: str) -> list[str]:
    """What stands in `...`, and the lines of blocks without their comments."""
    blocks = re.findall(r"(?ms)^```\w*\n(.*?)^```", text)
    lines = [re.split(r"\s#\s", line)[0] for block in blocks for line in block.splitlines()]
    return re.findall(r"`([^`]+)`", re.sub(r"(?ms)^```.*?^```", "", text)) + lines


class Docs(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.docs, cls.tree = documents(), tree()
        cls.names = {path.rsplit("/", 1)[-1] for path in cls.tree}
        cls.main = (TOP / "src/app/main.c").read_text("utf-8")

    def missing(self, find) -> list[str]:
        return [f"{name}: {what}" for name, text in self.docs.items() for what in find(name, text)]

    def test_every_link_leads_somewhere(self):
        def broken(name, text):
            for target in re.findall(r"\]\(([^)\s]+)\)", text):
                path, _, anchor = target.partition("#")
                whole = (TOP / name).parent / path if path else TOP / name
                if re.match(r"https?:|mailto:", target):
                    continue
                if not whole.exists() or anchor and anchor not in anchors(whole.read_text("utf-8")):
                    yield target
        self.assertEqual([], self.missing(broken))

    def test_every_file_that_is_named_is_there(self):
        def absent(_, text):
            for words in code(text):
                if MADE_UP.search(words):
                    continue
                for path in re.findall(rf"(?<![\w/.])((?:{FOLDERS})/[\w./*-]+)", words):
                    if path not in EXAMPLES and f"{path}.c" not in self.tree and \
                            not fnmatch.filter(self.tree, path.rstrip("/.")):
                        yield path
                for file in re.findall(rf"(?<![\w/.*-])([\w-]+{ENDINGS})(?![\w-])", words):
                    if file not in self.names | EXAMPLES:
                        yield file
        self.assertEqual([], self.missing(absent))

    def test_every_document_stands_in_the_list_of_documents(self):
        self.assertEqual([], [name for name in self.docs if name.startswith("docs/") and name != "docs/README.md"
                              and f"({name.removeprefix('docs/')})" not in self.docs["docs/README.md"]])

    def test_every_task_of_do_is_one(self):
        tasks = set(re.findall(r"(?m)^do_(\w+)\(\)", (TOP / "do").read_text("utf-8")))
        self.assertIn("test", tasks)
        self.assertEqual([], self.missing(lambda _, text: (
            task for words in code(text) for task in re.findall(r"\./do ([a-z]+)", words) if task not in tasks)))

    def test_every_command_and_option_is_in_the_help(self):
        usages = {name: "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', rest)) for name, rest in
                  re.findall(r'\{ "([a-z-]+)",\s*((?:"[^"]*"\s*)+),', self.main)}
        self.assertGreater(len(usages), 12)

        def unknown(_, text):
            for words in code(text):
                for command, rest in re.findall(r"(?:^|[ /|])hark ([a-z][a-z-]+)((?: [^|;&]*)?)", words):
                    known = usages.get(command)
                    if known is None:
                        yield f"hark {command}"
                        continue
                    for option in re.findall(r" (--[a-z-]+)", rest):
                        if option not in known and option not in ("--config", "--org", "--json"):
                            yield f"hark {command} {option}"
        self.assertEqual([], self.missing(unknown))

    def test_every_function_is_one(self):
        known = set()
        for path in sorted(self.tree):
            if re.match(r"(src|tests|tools|assets)/.*\.(c|h|py|mjs|js)$", path):
                known |= set(re.findall(r"\w+", (TOP / path).read_text("utf-8", "replace")))
        # Those that the compiler of templates makes.
        known |= {f"part_{pathlib.Path(path).stem}" for path in self.tree if path.startswith("templates/parts/")}
        known |= {"tpl_" + re.sub(r"\W", "_", path[len("templates/"):-len(".html")]) for path in self.tree
                  if path.startswith("templates/") and path.endswith(".html")}
        self.assertEqual([], self.missing(lambda _, text: (
            name for words in code(text) for name in re.findall(r"\b([a-z0-9]+(?:_[a-z0-9]+)+)\(", words)
            if name not in known | EXAMPLES)))

    def test_every_variable_is_read_somewhere(self):
        settings = (TOP / "src/core/settings.c").read_text("utf-8")
        texts = [(TOP / path).read_text("utf-8", "replace") for path in sorted(self.tree)
                 if re.match(r"(src|tests|tools|bench|do$|\.ci)", path) and (TOP / path).is_file()
                 and not path.startswith("tests/corpus")]
        self.assertEqual([], self.missing(lambda _, text: (
            name for name in sorted(set(re.findall(r"\bHARK_[A-Z_]+\b", text)) - EXAMPLES)
            if f'"{name.removeprefix("HARK_").lower()}"' not in settings and not any(name in one for one in texts))))


if __name__ == "__main__":
    unittest.main()
