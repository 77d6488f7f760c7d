"""docker-compose.yml, the image and .env say what the production page promises."""

import importlib.util
import stat
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from tests.platform.conftest import BASE_DIR

SERVICES = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())["services"]
ONE_SHOT = "migrate"


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_limited_and_hardened(name: str) -> None:
    service = SERVICES[name]
    assert service["mem_limit"]
    assert service["read_only"] is True
    assert "no-new-privileges:true" in service["security_opt"]


@pytest.mark.parametrize("name", [name for name in SERVICES if name not in {ONE_SHOT, "web"}])
def test_a_service_tells_its_health(name: str) -> None:
    assert "test" in SERVICES[name]["healthcheck"]


def test_the_web_tells_its_health_in_the_image_and_nobody_is_root() -> None:
    image = (BASE_DIR / "Dockerfile").read_text()
    assert "HEALTHCHECK" in image
    assert "\nUSER 10001" in image


def test_nothing_starts_on_a_database_that_is_not_migrated() -> None:
    for name in ("web", "worker", "worker-pdf", "beat"):
        assert SERVICES[name]["depends_on"][ONE_SHOT]["condition"] == "service_completed_successfully"


def test_every_queue_has_a_worker(settings) -> None:
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()} | {settings.CELERY_TASK_DEFAULT_QUEUE}
    commands = [SERVICES[name]["command"] for name in ("worker", "worker-pdf")]
    served = {queue for command in commands for queue in command[command.index("-Q") + 1].split(",")}
    assert served == routed


def test_who_serves_is_not_the_owner_of_the_tables() -> None:
    owner, serving = SERVICES[ONE_SHOT]["environment"], SERVICES["web"]["environment"]
    assert serving["DATABASE_URL"] == owner["PORTAL_SERVING_DATABASE_URL"] != owner["DATABASE_URL"]
    for name in ("web", "worker", "worker-pdf", "beat"):
        assert {key: value for key, value in SERVICES[name]["environment"].items() if key != "PORTAL_PARTS"} == serving
        assert "PORTAL_SERVING_DATABASE_URL" not in serving
    assert (BASE_DIR / "deploy/migrate.sh").read_text().rstrip().endswith("manage.py grant_privileges")


def test_parts_that_were_drawn_lie_in_a_volume_of_who_draws() -> None:
    named = {name: service["environment"].get("PORTAL_PARTS") for name, service in SERVICES.items() if "environment" in service}
    assert {name for name, folder in named.items() if folder} == {"worker-pdf"}
    assert f"parts:{named['worker-pdf']}" in SERVICES["worker-pdf"]["volumes"]
    assert (
        f"install -d -o portal -g portal -m 0700 /var/lib/portal /var/lib/portal/media {named['worker-pdf']}"
        in (BASE_DIR / "Dockerfile").read_text()
    )


def test_secrets_never_enter_the_image() -> None:
    ignored = (BASE_DIR / ".dockerignore").read_text().splitlines()
    assert {".env", ".git", "var", "deploy/certificates"} <= set(ignored)


def env_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("portal_env", BASE_DIR / "tools" / "env.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_env_is_written_once_with_fresh_secrets_for_its_owner_alone(tmp_path: Path) -> None:
    tool, target, example = env_tool(), tmp_path / ".env", BASE_DIR / ".env.example"
    tool.write(target, example)
    written = target.read_text()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert all(f"{name}=\n" not in written for name in tool.SECRETS)
    assert tool.filled(example.read_text()) != written
    assert "stays as it is" in tool.write(target, example)
    assert target.read_text() == written


def test_every_name_in_compose_is_explained_in_the_example() -> None:
    used = {part.split("}")[0].split(":-")[0] for part in (BASE_DIR / "docker-compose.yml").read_text().split("${")[1:]}
    example = (BASE_DIR / ".env.example").read_text()
    assert all(f"{name}=" in example for name in used)
