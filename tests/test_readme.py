"""What the README, the pins and the deployment files say, held against the code."""

import ast
import importlib.metadata
import json
import re
import subprocess
import sys
from pathlib import Path

import yaml
from django.core.management import get_commands

from tests.state_diagram import drawing, drawn

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ; .+)?$")
OUTSIDE_SETTINGS = {"WEB_CONCURRENCY"}  # read by gunicorn itself


def settings_read() -> dict[str, str]:
    """Every variable that settings.py reads, with its default as the README writes it: {name: default}."""
    read = {}
    for node in ast.walk(ast.parse((ROOT / "portal/settings.py").read_text())):
        if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
            continue
        called = ast.unparse(node.func)
        if called == "required":
            read[node.args[0].value] = "must be set"
        elif re.fullmatch(r"env\.\w+", called):
            given = [word.value for word in node.keywords if word.arg == "default"]
            read.setdefault(node.args[0].value, written(given[0]) if given else "–")
    return read


def written(default: ast.expr) -> str:
    """A default value as text, with the folders of settings.py as relative paths."""
    places = {"BASE_DIR": Path(), "VAR_DIR": Path("var")}
    value = eval(ast.unparse(default), {"str": str}, places)
    return {"True": "`true`", "False": "`false`", "": "–"}.get(str(value), f"`{value}`")


def settings_table() -> dict[str, str]:
    """The README's table: {name: default}."""
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.+?) \| .{10,} \|$", README, re.M)
    return dict(rows)


def pins(file: str) -> dict[str, str]:
    """The packages that a requirements file pins; a line that pins nothing is an error."""
    lines = [line for line in (ROOT / file).read_text().splitlines() if line and not line.lstrip().startswith("#")]
    return dict(PIN.fullmatch(line).groups() for line in lines)


def asked_for(file: str) -> set[str]:
    lines = (ROOT / file).read_text().splitlines()
    return {re.split(r"[\[<>=;]", line)[0].strip() for line in lines if line and line[0] not in "-#"}


def test_settings_table_equals_the_settings():
    assert settings_table() == settings_read()


def test_state_diagram_equals_the_table_of_steps():
    assert drawn(README) == drawing()


def test_commands_in_the_readme_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))

    made = set(re.findall(r"(?:^|`|/10 )make ([a-z-]+)", README, re.M))
    managed = set(re.findall(r"manage\.py ([a-z_]+)", README))

    assert (made - targets, managed - set(get_commands())) == (set(), set())
    assert {"run", "test"} <= made


def test_commands_table_holds_every_command_of_ours():
    own = {name for name, app in get_commands().items() if app in ("portal", "directives", "reports")}

    assert set(re.findall(r"^\| `([a-z_]+)` \| ", README, re.M)) == own


def test_files_named_in_the_readme_exist():
    named = set(
        re.findall(r"(?<![\w./-])((?:portal|directives|reports|docs|bench|templates|static|tests)/[\w./-]*\w)", README)
    )

    assert {path for path in named if not (ROOT / path).exists()} == set()


def test_everything_asked_for_is_pinned():
    assert asked_for("requirements.in") - set(pins("requirements.txt")) == set()
    assert asked_for("requirements-dev.in") - set(pins("requirements-dev.txt")) == set()


def test_development_and_run_time_agree_and_stay_apart():
    run_time, development = pins("requirements.txt"), pins("requirements-dev.txt")

    shared = run_time.keys() & development.keys()

    assert {name: run_time[name] for name in shared} == {name: development[name] for name in shared}
    assert asked_for("requirements-dev.in") & run_time.keys() == set()


def test_installed_packages_are_the_pinned_ones():
    wanted = pins("requirements.txt")
    installed = {name: importlib.metadata.version(name) for name in wanted if name not in ("colorama", "async-timeout")}

    assert installed == {name: wanted[name] for name in installed}


def test_no_run_time_library_binds_the_portal_to_its_licence():
    bound = []
    for name in pins("requirements.txt").keys() - {"colorama", "async-timeout"}:
        about = importlib.metadata.metadata(name)
        licence = [about.get("License-Expression") or "", (about.get("License") or "")[:60]]
        licence += [line for line in about.get_all("Classifier", []) if line.startswith("License")]
        if any(re.search(r"(?<!L)\bA?GPL|(?<!Lesser )General Public", line) for line in licence):
            bound.append((name, licence))

    assert [name for name, _ in bound if name != "psycopg2-binary"] == []


def test_compose_gives_only_settings_that_exist():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    given = {name for key in ("web", "migrate", "beat") for name in services[key]["environment"]}

    assert given - settings_read().keys() - OUTSIDE_SETTINGS == set()


def test_compose_works_every_queue_with_one_beat():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    commands = [service.get("command", []) for service in services.values()]

    queues = sorted(command[command.index("--queues") + 1] for command in commands if "worker" in command)

    assert queues == ["default", "documents", "mail"]
    assert len([command for command in commands if "beat" in command]) == 1


def test_image_starts_a_web_server_that_takes_its_options():
    command = json.loads(re.search(r"^CMD (\[.+?\])$", DOCKERFILE, re.M | re.S)[1].replace("\\\n", ""))
    server = Path(sys.executable).with_name(command[0])

    answer = subprocess.run(
        [server, "--check-config", *command[1:]], cwd=ROOT, capture_output=True, text=True, timeout=60
    )

    assert (answer.returncode, answer.stderr) == (0, "")


def test_example_of_a_development_file_names_only_settings_that_exist():
    named = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))

    assert named - settings_read().keys() == set()


def test_image_is_made_of_files_that_exist():
    copied = re.findall(r"^COPY (\S+) ", DOCKERFILE, re.M)
    let_in = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.M)

    assert [path for path in copied if not (ROOT / path).exists()] == []
    assert set(copied) == set(let_in)
