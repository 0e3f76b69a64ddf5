"""Settings that every test shares."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from egov_readiness.rules import GeometricMean, HarmonicMean, PowerMean, Rulebook

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile(
    "default",
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "ci",
    settings.get_profile("default"),
    max_examples=25,
    stateful_step_count=25,
    derandomize=True,
)
settings.register_profile("brief", settings.get_profile("ci"), max_examples=10)
settings.register_profile("thorough", settings.get_profile("default"), max_examples=1000)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "default")
)


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of published tables; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("EGOV_REFERENCE_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no reference data at {folder} (set EGOV_REFERENCE_DATA)")
    return folder


@pytest.fixture(scope="session")
def bends() -> Callable[[Rulebook], bool]:
    """Tells whether a logarithm or a power takes part, so that arrays agree within 1e-12 only."""

    def told(rulebook: Rulebook) -> bool:
        means = PowerMean | GeometricMean | HarmonicMean
        logs = any(getattr(indicator.method, "log", False) for indicator in rulebook.indicators)
        return logs or any(isinstance(group.aggregation, means) for group in rulebook.groups)

    return told
