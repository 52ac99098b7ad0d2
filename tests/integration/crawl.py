"""A person who clicks on everything, and the rules that hold on every page (test_links.py,
test_reach.py)."""
import collections
import html.parser
import re
import urllib.parse

from hark import PARTS, Browser

OF_A_KIND = 4    # pages that differ only in numbers and values
PAGES_MOST = 400
EVENTS = "/events"  # a stream that never ends


class Page(html.parser.HTMLParser):
    """What a page holds that must be true."""

    def __init__(self, text: str):
        super().__init__()
        self.language, self.links, self.parts, self.assets, self.forms = "", [], [], [], []
        self.ids, self.faults, self.words, self.targets = collections.Counter(), [], [], []
        self.scripts, self.within, self.form = 0, [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = {name: value or "" for name, value in attrs}
        if len(values) != len(attrs):
            self.faults.append(f"an attribute twice in <{tag}>: {attrs}")
        if tag == "html":
            self.language = values.get("lang", "")
        self.take_rules(tag, values)
        self.take_links(tag, values)
        self.take_form(tag, values)
        # Sentences in data-... are for scripts, which fill them in.
        if values.get("name") != "htmx-config":
            self.words += [value for name, value in values.items() if not name.startswith("data-")]
        self.within.append(tag)

    def handle_endtag(self, tag):
        if tag in self.within:
            while self.within.pop() != tag:
                pass
        if tag == "form":
            self.form = None

    def handle_data(self, data):
        if "code" not in self.within:  # what is to be typed, braces and all
            self.words.append(data)

    def take_rules(self, tag, values):
        if "id" in values:
            self.ids[values["id"]] += 1
        if tag == "script":
            self.scripts += 1
            if "src" not in values and values.get("type") != "application/json":
                self.faults.append("a script inside the page")
        if tag == "style" or "style" in values:
            self.faults.append(f"style inside the page: <{tag}>")
        self.faults += [f"{name} on <{tag}>" for name in values if name.startswith("on")]
        if tag == "img" and "alt" not in values:
            self.faults.append(f"a picture without words: {values.get('src')}")
        if any(value.lower().startswith("javascript:") for value in values.values()):
            self.faults.append(f"a script as an address: {values}")

    def take_links(self, tag, values):
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if "hx-get" in values:
            self.parts.append(values["hx-get"])
        for name in ("hx-post", "hx-put", "hx-patch", "hx-delete"):
            if name in values:
                self.targets.append((name[3:].upper(), values[name]))
        if "formaction" in values:
            self.targets.append(("POST", values["formaction"]))
        if tag == "link" and values.get("rel") in ("alternate", "canonical"):
            self.links.append(values["href"])
        elif tag in ("link", "script", "img", "use", "source"):
            self.assets += [values[name] for name in ("href", "src") if name in values]

    def take_form(self, tag, values):
        # One that only closes its dialog sends nothing.
        if tag == "form" and values.get("method") != "dialog":
            self.form = {"method": values.get("method", "get").lower(), "fields": {},
                         "action": values.get("action", "")}
            self.forms.append(self.form)
        if self.form and tag in ("input", "select", "textarea", "button") and values.get("name"):
            kind = values.get("type") if tag == "input" else tag
            if kind == "radio" and "checked" not in values:
                self.form["fields"].setdefault(values["name"], values.get("value", ""))
            elif kind != "button" and (kind != "checkbox" or "checked" in values):
                self.form["fields"][values["name"]] = values.get("value", "")

    def check(self) -> list[str]:
        faults = list(self.faults)
        faults += [f"id twice: {name}" for name, count in self.ids.items() if count > 1]
        faults += [f"not filled in: {found}" for word in self.words
                   for found in re.findall(r"\{[a-z_]+\}|\{\{|\}\}|\{%|%\(|%[sd]\b|\(null\)", word)]
        faults += [f"leads to no place in the page: {link}" for link in self.links
                   if link.startswith("#") and len(link) > 1 and link[1:] not in self.ids]
        return faults


def kind_of(url: str) -> str:
    """Pages that differ only in numbers, tokens and values are of a kind."""
    parts = urllib.parse.urlsplit(url)
    path = re.sub(r"/(\d+|[\w-]{20,})(?=/|$)", "/*", parts.path)
    return path + "?" + "&".join(sorted(dict(urllib.parse.parse_qsl(parts.query, True))))


def pattern_of(path: str) -> re.Pattern:
    """What the paths of a route look like: /tickets/{number}."""
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))


class Crawl:
    """One person with one language, who clicks on everything."""

    def __init__(self, browser: Browser, language: str, routes: list[dict], is_customer: bool,
                 of_a_kind: int = OF_A_KIND):
        self.browser, self.language, self.routes = browser, language, routes
        self.patterns = [(route["method"], pattern_of(route["path"])) for route in routes]
        self.is_customer, self.of_a_kind = is_customer, of_a_kind
        self.seen, self.kinds, self.faults = set(), collections.Counter(), {}
        self.assets, self.waiting, self.pages = set(), [], 0
        self.sprites = {}

    def fault(self, url: str, words: str) -> None:
        self.faults.setdefault(words, url)

    def add(self, base: str, url: str, is_part: bool = False) -> None:
        whole = urllib.parse.urldefrag(urllib.parse.urljoin(f"http://house{base}", url))[0]
        parts = urllib.parse.urlsplit(whole)
        if parts.netloc != "house":
            return
        path = whole.removeprefix("http://house")
        kind = kind_of(path)
        if (path, is_part) in self.seen or self.kinds[kind, is_part] >= self.of_a_kind \
                or path.startswith(EVENTS):
            return
        self.seen.add((path, is_part))
        self.kinds[kind, is_part] += 1
        self.waiting.append((path, is_part, base))

    def run(self, *starts: str) -> "Crawl":
        for start in starts:
            self.add("/", start)
        while self.waiting and self.pages < PAGES_MOST * self.of_a_kind // OF_A_KIND:
            self.visit(*self.waiting.pop(0))
        return self

    def visit(self, path: str, is_part: bool, base: str) -> None:
        self.pages += 1
        headers = {"Accept-Language": self.language} | (PARTS if is_part else {})
        answer = self.browser.ask("GET", path, headers=headers)
        for _ in range(5):
            if answer.status != 303:
                break
            path = answer.headers["Location"]
            answer = self.browser.ask("GET", path, headers=headers)
        if answer.status not in (200, 204):
            self.fault(path, f"{answer.status}, linked from {base}")
        if answer.headers.get("Content-Type", "").startswith("text/html") and answer.status < 500:
            self.look(path, answer, is_part)

    def look(self, path: str, answer, is_part: bool) -> None:
        page = Page(answer.text)
        for fault in page.check():
            self.fault(path, fault)
        self.check_headers(path, answer)
        if not is_part and page.language != self.expected_language(path):
            self.fault(path, f"says it is in {page.language!r}, not {self.expected_language(path)!r}")
        if self.is_customer and page.scripts:
            self.fault(path, "a script on a page of customers")
        for url in page.links:
            self.add(path, url)
        for url in page.parts:
            self.add(path, url, True)
        for form in page.forms:
            self.take_form(path, form)
        for method, url in page.targets:
            self.check_target(path, method, url)
        for url in page.assets:
            self.check_asset(path, url)

    def expected_language(self, path: str) -> str:
        found = re.match(r"/(bn|lt|ta|en)(?=/|$)", path)
        return found[1] if found else self.language

    def take_form(self, path: str, form: dict) -> None:
        if form["method"] == "get":
            query = urllib.parse.urlencode(form["fields"])
            self.add(path, f"{form['action'] or path.split('?')[0]}?{query}")
            return
        self.check_target(path, "POST", form["action"])
        if "form_token" not in form["fields"]:
            self.fault(path, f"a form without its token: {form['action']}")
        elif not form["fields"]["form_token"]:
            self.fault(path, f"a form with an empty token: {form['action']}")

    def check_target(self, path: str, method: str, url: str) -> None:
        target = urllib.parse.urlsplit(urllib.parse.urljoin(path, url)).path
        target = re.sub(r"^/(bn|lt|ta|en)(?=/|$)", "", target) or "/"
        if not any(pattern.fullmatch(target) for way, pattern in self.patterns if way == method):
            self.fault(path, f"sends to nobody: {method} {target}")

    def check_asset(self, path: str, url: str) -> None:
        url, _, fragment = url.partition("#")
        if not url or url.startswith("data:"):
            return
        if urllib.parse.urlsplit(url).netloc:
            self.fault(path, f"something of another host: {url}")
            return
        if url not in self.sprites:
            answer = self.browser.ask("GET", urllib.parse.urljoin(path, url))
            self.sprites[url] = answer.text if answer.status == 200 and fragment else ""
            if answer.status != 200:
                self.fault(path, f"asset {url}: {answer.status}")
        if fragment and f'id="{fragment}"' not in self.sprites[url]:
            self.fault(path, f"no picture {url}#{fragment}")

    def check_headers(self, path: str, answer) -> None:
        policy = answer.headers.get("Content-Security-Policy", "")
        for rule in ("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'",
                     "base-uri 'none'"):
            if rule not in policy:
                self.fault(path, f"the policy lacks {rule}: {policy}")
        if "unsafe" in policy:
            self.fault(path, f"the policy is weak: {policy}")
        for name, value in (("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin")):
            if answer.headers.get(name) != value:
                self.fault(path, f"{name}: {answer.headers.get(name)}")
        if "no-store" not in answer.headers.get("Cache-Control", "") and \
                "session" in self.browser.cookies:
            self.fault(path, f"may be kept by a cache: {answer.headers.get('Cache-Control')}")
