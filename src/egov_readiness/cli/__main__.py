"""Run the command line as a module."""

import sys

from egov_readiness.cli.app import main

sys.exit(main())
