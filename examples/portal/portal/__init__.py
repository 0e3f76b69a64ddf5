"""A portal's back end on egov_readiness: evidence in, scores with their reasons out."""
