"""The edges: files and payloads in, files and payloads out, each with every problem at once."""
