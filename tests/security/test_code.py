"""What the code must never hold: a list of what is dangerous, and for each the few files that need it with the reason."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

BOT = Path(__file__).parents[2] / "bot"
FILES = sorted(BOT.rglob("*.py"))
STATIC = sorted(path for path in (BOT / "console" / "static").glob("*.js") if path.name != "htmx.min.js")
TEMPLATES = sorted(BOT.rglob("*.html"))


@cache
def calls() -> tuple[tuple[str, str, ast.Call], ...]:
    """Every call: file, what is called, the call."""
    return tuple(
        (where, ast.unparse(node.func), node) for where, node in _nodes() if isinstance(node, ast.Call)
    )


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def _nodes() -> tuple[tuple[str, ast.AST], ...]:
    """Every call and import of the program, with its file."""
    kinds = (ast.Call, ast.Import, ast.ImportFrom)
    return tuple(
        (file.relative_to(BOT).as_posix(), node)
        for file in FILES
        for node in ast.walk(_tree(file))
        if isinstance(node, kinds)
    )


@cache
def _imported() -> tuple[tuple[str, str], ...]:
    """Every file with the name of every module, and of every thing in a module, that it imports."""
    found = []
    for where, node in _nodes():
        if isinstance(node, ast.Import):
            found += [(where, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [(where, node.module or "")]
            found += [(where, f"{node.module}.{alias.name}") for alias in node.names]
    return tuple(found)


def imports(*names: str) -> set[str]:
    """The files that import a module of these names, or a part of it."""
    return {
        where
        for where, module in _imported()
        for name in names
        if module == name or module.startswith(name + ".")
    }


def test_nothing_is_run_that_was_read_as_text() -> None:
    banned = {
        "eval",
        "exec",
        "compile",
        "__import__",
        "os.system",
        "os.popen",
        "os.startfile",
        "code.interact",
    }
    assert {(where, name) for where, name, _ in calls() if name in banned} == set()
    assert imports("pickle", "marshal", "shelve", "dill", "joblib", "cloudpickle", "jsonpickle") == set()


def test_arrays_are_loaded_without_pickles() -> None:
    for where, name, call in calls():
        if name in {"np.load", "numpy.load"}:
            said = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
            assert said.get("allow_pickle") == "False", where


def test_yaml_is_read_by_loaders_that_make_plain_values_only() -> None:
    for where, name, call in calls():
        if name in {"yaml.load", "yaml.load_all", "yaml.unsafe_load", "yaml.full_load"}:
            assert name == "yaml.load", where
            assert where == "knowledge/facts.py", (
                f"{where}: read_text of yaml_reader refuses what is doubtful"
            )
            loader = next(ast.unparse(k.value) for k in call.keywords if k.arg == "Loader")
            assert loader == "_LOADER"
    assert "BaseLoader" in (BOT / "knowledge" / "facts.py").read_text(encoding="utf-8")


PROCESSES = {
    "child_process.py": "our own modules, their data on the standard input, no secret in their environment",
    "evaluation/plots.py": "our own drawing module, for `rumbo evaluate`",
    "releases.py": "our own fitting module",
}


def test_programs_are_started_from_lists_and_only_our_own() -> None:
    shells = {name for _, name, _ in calls() if name.endswith(("create_subprocess_shell", "os.spawnl"))}
    assert shells == set()
    starting = (
        "create_subprocess_exec",
        "subprocess.run",
        "subprocess.Popen",
        "check_output",
        "check_call",
        "os.execv",
    )
    found = {where for where, name, _ in calls() if name.endswith(starting)}
    assert found == set(PROCESSES)
    for where, name, call in calls():
        if not name.endswith(starting):
            continue
        said = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
        assert "shell" not in said, where
        assert (
            where == "evaluation/plots.py" or "without_secrets" in said["env"] or said["env"] == "environment"
        ), where
        first = ast.unparse(call.args[0]) if call.args else ""
        text = (BOT / where).read_text(encoding="utf-8")
        assert "sys.executable" in (first if where != "releases.py" else text), where


# Who may parse XML, and why nothing can be hidden in it.
XML = {
    "editing/sheets/xlsx_facts.py": "declarations were refused before (tests/editing/sheets/test_bad_input.py)",
    "usage/analysis/clean_svg.py": "our own drawing",
}


def test_xml_is_parsed_where_declarations_were_refused_or_it_is_our_own() -> None:
    assert imports("xml", "lxml", "xmltodict") == set(XML)


def test_what_is_not_here_needs_no_guard() -> None:
    """The premise of every "not applicable" in the map: none of these is in the code or in what is installed for it."""
    absent = {
        "directory services": ("ldap", "ldap3"),
        "mail": ("smtplib", "imaplib", "aiosmtplib", "email.mime"),
        "LaTeX": ("pylatex", "latex"),
        "memcache and other caches": ("pymemcache", "memcache", "redis", "aiocache"),
        "XPath and XSLT": ("elementpath", "lxml"),
        "tokens that hold their own content": ("jwt", "jose", "authlib", "itsdangerous"),
        "OAuth, OpenID and SAML": ("authlib", "oauthlib", "requests_oauthlib", "saml2", "onelogin"),
        "passwords": ("passlib", "bcrypt", "argon2", "getpass"),
        "GraphQL": ("graphql", "strawberry", "ariadne", "graphene"),
        "WebSockets": ("websockets", "wsproto", "starlette.websockets"),
        "WebRTC": ("aiortc", "aioice"),
        "HTML or Markdown typed by people": ("markdown", "mistune", "bleach", "nh3", "commonmark"),
        "signatures and certificates of ours": (
            "cryptography.x509",
            "cryptography.hazmat.primitives.asymmetric",
        ),
    }
    for what, modules in absent.items():
        assert imports(*modules) == set(), what
    locked = (BOT.parent / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    names = set(re.findall(r"^([a-z0-9_.-]+)==", locked, re.MULTILINE))
    assert names & {m.replace("_", "-") for modules in absent.values() for m in modules} == set()


def test_there_is_no_password_field_no_upload_of_pictures_and_no_login_of_others() -> None:
    for file in TEMPLATES:
        text = file.read_text(encoding="utf-8")
        assert 'type="password"' not in text, file.name
        assert "telegram-widget" not in text, file.name
        assert not re.search(r'accept="[^"]*(image|svg|html)', text), file.name
    for file in FILES:
        assert "auth_date" not in file.read_text(encoding="utf-8"), file.name


def test_values_reach_the_database_as_parameters() -> None:
    """A statement in plain SQL is a constant; the locks are named by a number that stands in the code."""
    for where, name, call in calls():
        if name.split(".")[-1] not in {"text", "exec_driver_sql"} or not call.args:
            continue
        if not (BOT / where).read_text(encoding="utf-8").count("sqlalchemy"):
            continue  # another `text`: of a record
        first = call.args[0]
        if isinstance(first, ast.JoinedStr):
            inner = {ast.unparse(part.value) for part in first.values if isinstance(part, ast.FormattedValue)}
            assert inner <= {"_LOCK"}, where
        elif not isinstance(first, ast.Constant):
            assert where == "storage/engine.py", f"{where}: {ast.unparse(call)}"


def test_patterns_are_ours_or_escaped() -> None:
    """Patterns are made where a module is read, of constants; later they are constants, or what they hold is escaped."""
    ours = {"kinds.py", "yaml_reader.py"}  # of words and of mistakes that stand in the same file
    functions = {"compile", "match", "search", "fullmatch", "sub", "subn", "findall", "finditer", "split"}
    for file in FILES:
        bodies = [
            node for node in ast.walk(_tree(file)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        for call in [node for body in bodies for node in ast.walk(body) if isinstance(node, ast.Call)]:
            room, _, function = ast.unparse(call.func).rpartition(".")
            if room != "re" or function not in functions or isinstance(call.args[0], ast.Constant):
                continue
            if file.name in ours:
                continue
            said = ast.unparse(call.args[0])
            assert re.fullmatch(r"_?[A-Z][A-Z_]*", said) or "re.escape(" in said, f"{file.name}: {said}"


def test_templates_are_files_and_escape_everything() -> None:
    assert {where for where, name, _ in calls() if name.split(".")[-1] in {"from_string", "Markup"}} == set()
    for where, name, call in calls():
        if name in {"Environment", "jinja2.Environment"}:
            said = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
            assert said["autoescape"] == "True", where
            assert said["undefined"] == "StrictUndefined", where
            assert said["loader"].startswith(("FileSystemLoader", "PackageLoader")), where
    for file in TEMPLATES:
        assert not re.search(r"\|\s*safe\b|autoescape\s+false", file.read_text(encoding="utf-8")), file.name


def test_phrases_are_filled_in_by_plain_replacing_or_from_our_own_wording() -> None:
    """`str.format` is asked on constants and on texts of ours, never on what came from outside."""
    ours = {
        "closed_report.py", "editing/sheets/csv_form.py", "editing/sheets/xlsx_writing.py", "usage/report_text.py",
        "usage/analysis/words.py", "usage/analysis/telling.py", "usage/chart.py", "knowledge/registers/reading.py",
        "watching/words.py",
    }  # fmt: skip
    for where, name, call in calls():
        if name.endswith((".format", ".format_map")) and not name.startswith(("'", '"')):
            assert where in ours, f"{where}: {ast.unparse(call)[:90]}"


CHANCE = {
    "channels/telegram/sender.py": "spreads pauses",
    "evaluation/cases.py": "repeatable samples",
    "evaluation/noise.py": "repeatable mistypings",
}


def test_what_must_not_be_guessed_comes_from_the_systems_own_chance() -> None:
    assert imports("random") == set(CHANCE)
    assert {
        where for where, name, _ in calls() if name in {"uuid.uuid1", "uuid.uuid3", "uuid.uuid5"}
    } == set()


# The whole of cryptography here: docs/security.md names each; a new place fails until it stands there too.
HASHES = {"sha256", "blake2b"}
CRYPTOGRAPHY = {"storage/keys.py", "storage/sealing.py"}


def test_only_approved_ciphers_and_hashes_are_used() -> None:
    assert imports("cryptography") == CRYPTOGRAPHY
    assert imports("Crypto", "nacl", "Cryptodome") == set()
    for where, name, call in calls():
        if name.startswith("hashlib.") and name.count(".") == 1:
            function = name.removeprefix("hashlib.")
            asked = ast.unparse(call.args[1]).strip("'") if function == "file_digest" else function
            assert asked in HASHES, (where, name)
        if name in {"hmac.digest", "hmac.new"}:
            assert "sha256" in ast.unparse(call), where
        if name.endswith(("AES", "Cipher", "modes.ECB", "modes.CBC")):
            pytest.fail(f"{where}: {name}")


def test_certificates_are_always_checked() -> None:
    pattern = re.compile(
        r"ssl\s*=\s*False|verify\s*=\s*False|CERT_NONE|check_hostname\s*=\s*False|_create_unverified"
    )
    assert {file.name for file in FILES if pattern.search(file.read_text(encoding="utf-8"))} == set()


# Who may open a connection to anywhere: Telegram's Bot API, the database, and the socket that is listened on.
CONNECTIONS = {"channels/telegram/request.py", "console/listening.py"}


def test_the_program_speaks_to_telegram_and_its_database_and_to_nobody_else() -> None:
    clients = (
        "aiohttp",
        "httpx",
        "requests",
        "urllib.request",
        "urllib3",
        "http.client",
        "socket",
        "ftplib",
        "telnetlib",
    )
    assert imports(*clients) == CONNECTIONS
    assert {
        where for where, name, _ in calls() if name.endswith(("open_connection", "create_connection"))
    } == set()


def test_the_webhook_has_a_certificate_that_everybody_can_check() -> None:
    """Telegram takes a certificate that one signed oneself only where it is uploaded: none is."""
    for where, name, call in calls():
        if name.endswith("set_webhook"):
            assert "certificate" not in {keyword.arg for keyword in call.keywords}, where


def test_no_code_changes_a_line_of_the_audit_log() -> None:
    """Lines are written, read, and erased after their year; nothing else is done with their table."""
    assert imports("bot.storage.tables.account_deeds") == {"accounts/audit.py"}
    text = (BOT / "accounts" / "audit.py").read_text(encoding="utf-8")
    assert "update(" not in text
    assert re.findall(r"delete\(account_deeds\)[^\n]*", text) == [
        'delete(account_deeds).where(account_deeds.c.at < bindparam("limit"))'
    ]


def test_no_code_of_ours_manages_memory_by_hand() -> None:
    kinds = {".c", ".h", ".cpp", ".pyx", ".rs", ".so"}
    assert {path.suffix for path in BOT.rglob("*") if path.is_file()} & kinds == set()
    assert imports("ctypes", "cffi") <= {"memory.py"}, "gives freed memory back to the system"


def test_debug_is_nowhere_switched_on() -> None:
    for where, name, call in calls():
        if name in {"Starlette", "uvicorn.Config", "Environment"}:
            said = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
            assert said.get("debug", "False") == "False", where
            assert said.get("reload", "False") == "False", where
    assert imports("pdb", "ipdb", "debugpy", "starlette.middleware.cors", "sentry_sdk") == set()


READ_ANSWERS = {"console-entries.js"}  # parts of an answer of our own server, escaped there
# Scripts that keep something in the browser, so that nothing is lost without network: pages of the knowledge that everybody
# may read, what was typed into a draft, the organisation that checked; no token. They hear pages of ours alone.
KEEP_ON_PURPOSE = {"console-confirm.js", "console-confirm-worker.js", "console-entries.js"}


@pytest.mark.parametrize("file", STATIC, ids=lambda path: path.name)
def test_scripts_make_text_of_text_and_keep_nothing(file: Path) -> None:
    script = file.read_text(encoding="utf-8")
    unsafe = re.search(
        r"\.(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|\beval\(|new Function|setTimeout\(\s*[\"'`]"
        r"|createContextualFragment|srcdoc|javascript:",
        script,
    )
    assert "DOMParser" not in script or file.name in READ_ANSWERS
    assert not unsafe, unsafe
    if file.name not in KEEP_ON_PURPOSE:
        script = script.replace("localStorage.getItem(form.dataset.leave)", "")  # asks before signing out
        assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie|serviceWorker", script)
        assert not re.search(r"postMessage|onmessage|addEventListener\(\s*[\"']message", script)
        assert "caches." not in script.replace("caches.delete(", "").replace("caches.keys(", "")
    assert not re.search(r"document\.cookie|indexedDB|[\"'?&]callback=", script)
    assert not re.search(r"__proto__|\.prototype\b|Object\.assign\(\s*(?:window|document)\s*[,)]", script)
    assert not re.search(r"(?:fetch|import|src|href)\s*[(=]\s*[\"'`](?:https?:)?//(?!t\.me)", script)


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda path: path.name)
def test_pages_use_no_plugin_and_load_nothing_of_others(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"<(?:object|embed|applet|iframe|frame|base)\b", text)
    assert not re.search(r"<(?:script|link|img)\b[^>]*(?:src|href)=\"(?:https?:)?//", text)
