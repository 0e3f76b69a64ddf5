"""Start the portal: ``python -m portal``."""

import uvicorn

from egov_readiness import load_survey
from portal.settings import Settings
from portal.store import Store, open_database

settings = Settings.of_environment()
# Once and before any worker process, so that none finds half a database.
store = Store(open_database(settings.database))
store.prepare(load_survey(settings.survey))
store.engine.dispose()
uvicorn.run(
    "portal.app:app_of_environment",
    factory=True,
    host=settings.host,
    port=settings.port,
    workers=settings.workers,
    access_log=False,
)
